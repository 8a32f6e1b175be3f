"""A history of sales as somebody exported it, understood and cleaned, with an account of every row."""
