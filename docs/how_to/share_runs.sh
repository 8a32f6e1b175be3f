# A file of SQLite in this folder; for PostgreSQL: postgresql://user@host/name
export SOP_EXCEL_DATABASE="sqlite:///$PWD/plans.sqlite"

sop-excel new multi plan.xlsx
sop-excel optimize plan.xlsx -q
sop-excel publish plan.xlsx   # makes the tables the first time
sop-excel database check

# Somebody else, later: which runs are there, and does the newest one still give the same plan?
sop-excel runs plan.xlsx
run=$(sop-excel runs plan.xlsx --json | python -c 'import json, sys; print(json.load(sys.stdin)["runs"][0]["run"])')
sop-excel show "$run"
sop-excel replay "$run" -o then.xlsx
