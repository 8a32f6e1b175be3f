"""Copies of workbooks as they were before a command wrote into them: the way back."""

from sop_excel.copies.command import keeping_copies
from sop_excel.copies.history import Kept, history, known_as
from sop_excel.copies.keeping import Copying, replacing
from sop_excel.copies.places import folder, name_of

__all__ = ["Copying", "Kept", "folder", "history", "keeping_copies", "known_as", "name_of", "replacing"]
