sop-excel new aggregate_plan plan.xlsx

# On the forecast as given.
sop-excel compare-rules plan.xlsx

# And on 20 courses of demand that varies by 30 % about its forecast (200 is usual).
sop-excel compare-rules plan.xlsx --cv 0.3 --paths 20
