"""The workbooks that planners start from, and ``make``, which builds them; no part of the package ``sop_excel``."""
