"""Plan with DataFrames from Python, ask what a larger factory changes, and take plan, picture and workbook away."""

import pandas as pd

import sop_excel

products = pd.DataFrame(
    {"Production cost": [12.0, 9.0], "Holding cost": [0.5, 0.3], "Initial inventory": [40, 25]},
    index=pd.Index(["Chair", "Table"], name="Product"),
)
demand = pd.DataFrame(  # or long: columns Product, Period and Demand
    [[80, 120, 150], [60, 70, 110]],
    index=products.index,
    columns=pd.period_range("2025-01", periods=3, freq="M"),
)
model = sop_excel.Model.from_frames(
    products=products,
    demand=demand,
    resources=pd.DataFrame({"Capacity": [180]}, index=["Factory"]),
    routings=pd.DataFrame({"Product": ["Chair", "Table"], "Resource": "Factory", "Usage": 1.0}),
)  # or sop_excel.Model.read("plan.xlsx")
plan = model.solve()
print(f"{plan.status}: {plan.total_cost:,.2f}, and none can cost less than {plan.lower_bound:,.2f}")
print(plan.explain())

larger = model.scenario("Larger factory", {("Capacity", "Factory"): ("multiply", 1.1)})
print(f"A tenth more capacity saves {plan.total_cost - larger.solve().total_cost:,.2f}")

plan.frames["Plan"].to_csv("plan.csv")  # every output table is a frame
plan.plot().savefig("plan.png")
plan.to_excel("planned.xlsx")  # inputs and outputs, with all sheets, charts and the certificate
assert plan.verify().agrees
