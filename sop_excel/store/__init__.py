"""After the plan: runs, forecasts and published plans in a database. Nobody else knows SQLAlchemy."""
