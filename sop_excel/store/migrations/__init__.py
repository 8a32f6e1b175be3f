"""How a database of an older version gets the schema of this one, a step a file of ``versions``."""
