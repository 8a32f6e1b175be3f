# A made-up export with the usual faults; take your own instead.
sop-excel new sales sales.csv

# All in one go.
sop-excel chain sales.csv -o plan.xlsx --production-cost 10 --horizon 6 -q

# Or step by step, looking at the workbook in between.
sop-excel clean sales.csv -o history.xlsx
sop-excel forecast history.xlsx --horizon 6
sop-excel safety-stock history.xlsx
