"""Random tests try the same examples on every continuous-integration run; openpyxl writes as for the templates."""

import os

from hypothesis import settings

os.environ["OPENPYXL_LXML"] = "False"  # before any test imports openpyxl, as in sop_excel.sheets.templates

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "default")
