sop-excel new multi plan.xlsx
sop-excel optimize plan.xlsx -q

# December is over: what was counted.
cat > stock.csv <<'END'
Product,Inventory
SKU-001,2400
SKU-002,15
SKU-003,300
END
sop-excel roll plan.xlsx --actuals stock.csv --show
sop-excel roll plan.xlsx --actuals stock.csv --optimize

# It was too early? Everything goes back.
sop-excel undo plan.xlsx
