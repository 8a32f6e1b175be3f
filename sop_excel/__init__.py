"""sop-excel: the provably cheapest production plan, inside the planner's workbook."""
