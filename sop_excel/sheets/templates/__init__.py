"""Builds the workbooks that planners start from, out of the schema and nothing else.

``python -m sop_excel.sheets.templates DIR`` builds all of them.
"""

from sop_excel.sheets.templates.build import TEMPLATES, build_all, build_template

__all__ = ["TEMPLATES", "build_all", "build_template"]
