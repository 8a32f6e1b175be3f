"""Builds the workbooks that planners start from, out of the schema and nothing else.

``make templates`` builds them and has them solved (``ship``).
"""

import os

os.environ["OPENPYXL_LXML"] = (
    "False"  # openpyxl writes other bytes where lxml is installed; it asks when it is imported
)

from templates.make.template_book import TEMPLATES, build_all, build_full, build_template

__all__ = ["TEMPLATES", "build_all", "build_full", "build_template"]
