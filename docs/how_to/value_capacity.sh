# Three products share a factory that is full in summer.
sop-excel new multi plan.xlsx
sop-excel optimize plan.xlsx -q

# What one unit more of the factory saves, and how far that holds.
sop-excel explain plan.xlsx | grep "One unit more of Factory"
