"""Tables of pandas as tables of the contract, and plans as tables of pandas, pictures and pages of a notebook."""
