"""All workbooks that were made by hand."""

from __future__ import annotations

from tests.adoption import messy, trickier

HANDMADE = (*messy.FIXED, *trickier.FIXED)
