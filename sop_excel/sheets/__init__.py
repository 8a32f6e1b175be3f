"""Cells to numbers and back: the reader, the writer, the templates."""
