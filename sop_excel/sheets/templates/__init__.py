"""Builds the workbooks that planners start from, out of the schema and nothing else.

``make templates`` builds them and has them solved (``sop_excel/hosts/ship.py``).
"""

from sop_excel.sheets.templates.build import TEMPLATES, build_all, build_template

__all__ = ["TEMPLATES", "build_all", "build_template"]
