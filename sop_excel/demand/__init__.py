"""Before the plan: what is known of demand, and how far it can be trusted."""
