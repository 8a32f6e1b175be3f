"""Recipes around the plan: a workbook adopted, a history cleaned, demand forecast, safety stock set, all in a chain."""
