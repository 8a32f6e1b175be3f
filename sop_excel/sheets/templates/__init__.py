"""Builds the workbooks that planners start from, out of the schema and nothing else.

``make templates`` builds them and has them solved (``sop_excel/hosts/ship.py``).
"""

import os

os.environ["OPENPYXL_LXML"] = (
    "False"  # openpyxl writes other bytes where lxml is installed; it asks when it is imported
)

from sop_excel.sheets.templates.build import TEMPLATES, build_all, build_template

__all__ = ["TEMPLATES", "build_all", "build_template"]
