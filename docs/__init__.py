"""The documentation, and ``make``, which builds the site of it and what it takes from the program."""
