# One list, as it came from a colleague: products, costs, and a column for each month.
cat > mine.csv <<'END'
Item;Unit cost;Holding cost;Opening stock;Jan 2026;Feb 2026;Mar 2026
4711;10.50;0.80;40;100;120;140
4712;8.00;0.60;25;30;0;45
END

# The months could be demand, sales or receipts: that is asked, so here stands the answer.
sop-excel adopt mine.csv -o plan.xlsx --answer "mine!A1:G3 E=Demand"
sop-excel check plan.xlsx
sop-excel optimize plan.xlsx

# The next file of this shape: decided as before.
sed 's/140/150/' mine.csv > next.csv
sop-excel adopt next.csv --like plan.xlsx -o next.xlsx
sop-excel optimize next.xlsx -q
