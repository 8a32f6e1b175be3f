# Three products share a factory that is full in summer.
sop-excel new multi plan.xlsx
sop-excel optimize plan.xlsx -q

# How often the factory is full, what that costs, and where one unit more of it saves most.
sop-excel explain plan.xlsx | grep "Factory is the bottleneck"
