"""Plan a workbook from Python, see what a larger factory would change, and take the plan away as a table."""

import subprocess

import sop_excel

subprocess.run(["sop-excel", "new", "multi", "plan.xlsx"], check=True)  # or a workbook of yours

problem = sop_excel.read("plan.xlsx")
plan = sop_excel.solve(problem)
print(f"{plan.status}: {plan.total_cost:,.2f}, and none can cost less than {plan.proof.lower_bound:,.2f}")

larger = problem.replace(resources=problem.resources.replace(capacity=problem.resources.capacity * 1.1))
saved = plan.total_cost - sop_excel.solve(larger).total_cost
print(f"A tenth more capacity saves {saved:,.2f}")

frame = sop_excel.to_frame(plan)
frame.to_csv("plan.csv")

written = sop_excel.optimize("plan.xlsx", "planned.xlsx")  # with all sheets, charts and the certificate
assert written.total_cost == plan.total_cost
