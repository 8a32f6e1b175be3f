"""Why the plan is as it is: sentences whose every figure comes from the plan, or from solving again without it."""
