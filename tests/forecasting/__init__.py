"""How good forecasts are, measured on series that others have published, beside other methods on the same series."""
