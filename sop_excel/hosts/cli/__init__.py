"""The command ``sop-excel``: how it is typed, what it says, and how it ends."""
