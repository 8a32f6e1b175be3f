"""What a planner talks about: tables of cells, the planning problem, the plan."""
