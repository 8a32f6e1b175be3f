"""The languages in which sentences and templates are written; beside this file what each but English says."""

from __future__ import annotations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "es")
