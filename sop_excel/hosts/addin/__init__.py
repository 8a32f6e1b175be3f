"""The Excel add-in: its file, and how it comes into Excel and goes away again."""
