# The example of Wagner and Whitin (1958): twelve months, setups between 54 and 114; the optimum is 864.
sop-excel new lot_sizing plan.xlsx
sop-excel optimize plan.xlsx -q | tee answer.txt
grep "cost 864.00" answer.txt

# What would quicker setups save?
sop-excel optimize plan.xlsx --scenario all -q
