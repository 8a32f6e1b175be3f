sop-excel new multi plan.xlsx
sop-excel optimize plan.xlsx -q
sop-excel verify plan.xlsx

# The same plan by another formulation and another solver.
sop-excel optimize plan.xlsx --solver cbc -o by_cbc.xlsx -q

# And by a program that knows nothing of us, where it is installed.
sop-excel export plan.xlsx plan.lp
if command -v glpsol > /dev/null; then
  glpsol --lp plan.lp --output solution.txt > /dev/null
  grep "Objective" solution.txt
fi
