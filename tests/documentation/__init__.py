"""The site of the documentation, the pages that are written from the program, and what they show."""
