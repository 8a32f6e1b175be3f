"""What solves a model: HiGHS, the solvers of PuLP, and from raw numbers to a finished plan."""
