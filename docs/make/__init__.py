"""Builds the site of the documentation, and the pages of it that are taken from the program."""
