# Red Tomato Tools of Chopra and Meindl: should the price be cut in January, or in April?
sop-excel new aggregate_plan plan.xlsx
sop-excel optimize plan.xlsx --scenario all -q

# One of them alone, in a workbook of its own, and what made the difference.
sop-excel optimize plan.xlsx --scenario "Offer in January" -o january.xlsx -q
sop-excel diff plan.xlsx january.xlsx
