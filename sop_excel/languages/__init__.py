"""The languages in which sentences and templates are written; beside this file what each but English says."""

from __future__ import annotations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "es")

# What our templates call the sheets of these tables in other languages, in lower case: by them a workbook's is known.
SHEETS = {"Products": {"productos": "es"}, "Demand": {"demanda": "es"}}
