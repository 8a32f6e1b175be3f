"""Reading the planning tables: cells to checked values with their places, then what they mean together."""
