"""Cells to numbers and back: the contract as data, the reader, the writer, the templates."""
