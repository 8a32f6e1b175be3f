"""A planner's own sheets as planning tables: what a range may be, how its columns map, what has to be asked."""
