"""Forecasts of demand: a mean and an interval for each product and period, and how well the method did before."""
