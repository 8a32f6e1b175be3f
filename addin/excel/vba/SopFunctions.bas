Attribute VB_Name = "SopFunctions"
Option Explicit

' Part of sop-excel, MIT licence. Generated from the declarations of the worksheet functions: do not edit.

Public Function OPTIMIZE_PLAN(demand, production_cost, holding_cost, Optional initial_inventory, _
    Optional safety_stock_periods, Optional max_production, Optional max_inventory, _
    Optional whole_units)
Attribute OPTIMIZE_PLAN.VB_Description = "The cheapest production plan of one product: what to make in each period and what is then in stock."
Attribute OPTIMIZE_PLAN.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        OPTIMIZE_PLAN = "OPTIMIZE_PLAN runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        OPTIMIZE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLAN", _
            Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, _
            max_production, max_inventory, whole_units), Nothing, Application.Caller)
        Exit Function
failed:
        OPTIMIZE_PLAN = Left$(Err.Description, 250)
    #End If
End Function

Public Function PLAN_COST(demand, production_cost, holding_cost, Optional initial_inventory, _
    Optional safety_stock_periods, Optional max_production, Optional max_inventory, _
    Optional whole_units)
Attribute PLAN_COST.VB_Description = "What the cheapest plan of one product costs, and the lower bound that no plan can beat."
Attribute PLAN_COST.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        PLAN_COST = "PLAN_COST runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        PLAN_COST = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_COST", _
            Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, _
            max_production, max_inventory, whole_units), Nothing, Application.Caller)
        Exit Function
failed:
        PLAN_COST = Left$(Err.Description, 250)
    #End If
End Function

Public Function PLAN_STATUS(demand, production_cost, holding_cost, Optional initial_inventory, _
    Optional safety_stock_periods, Optional max_production, Optional max_inventory, _
    Optional whole_units)
Attribute PLAN_STATUS.VB_Description = "Whether the plan of one product is proved to be the cheapest, or why there is none and what would help."
Attribute PLAN_STATUS.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        PLAN_STATUS = "PLAN_STATUS runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        PLAN_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_STATUS", _
            Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, _
            max_production, max_inventory, whole_units), Nothing, Application.Caller)
        Exit Function
failed:
        PLAN_STATUS = Left$(Err.Description, 250)
    #End If
End Function

Public Function OPTIMIZE_PLANS(products, demand, Optional settings, Optional resources, _
    Optional routings, Optional capacity, Optional receipts, Optional firm_production, _
    Optional period_data, Optional scenarios, Optional scenario)
Attribute OPTIMIZE_PLANS.VB_Description = "The cheapest production plan of several products that share resources, from the tables of a planning workbook."
Attribute OPTIMIZE_PLANS.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        OPTIMIZE_PLANS = "OPTIMIZE_PLANS runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        OPTIMIZE_PLANS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLANS", _
            Array(products, demand, settings, resources, routings, capacity, receipts, firm_production, _
            period_data, scenarios, scenario), Nothing, Application.Caller)
        Exit Function
failed:
        OPTIMIZE_PLANS = Left$(Err.Description, 250)
    #End If
End Function

Public Function COVERAGE_PLAN(demand, production_cost, holding_cost, cover_periods, _
    Optional initial_inventory, Optional max_production, Optional max_inventory, Optional basis)
Attribute COVERAGE_PLAN.VB_Description = "What the rule ""always n periods of coverage"" makes and costs; late demand shows as negative inventory."
Attribute COVERAGE_PLAN.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        COVERAGE_PLAN = "COVERAGE_PLAN runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        COVERAGE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "COVERAGE_PLAN", _
            Array(demand, production_cost, holding_cost, cover_periods, initial_inventory, max_production, _
            max_inventory, basis), Nothing, Application.Caller)
        Exit Function
failed:
        COVERAGE_PLAN = Left$(Err.Description, 250)
    #End If
End Function

Public Function SAFETY_STOCK(forecast_errors, cycle_service_level, Optional lead_time, _
    Optional review_period)
Attribute SAFETY_STOCK.VB_Description = "Safety stock from past forecast errors, added up over lead time and review period."
Attribute SAFETY_STOCK.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        SAFETY_STOCK = "SAFETY_STOCK runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        SAFETY_STOCK = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "SAFETY_STOCK", _
            Array(forecast_errors, cycle_service_level, lead_time, review_period), Nothing, Application.Caller)
        Exit Function
failed:
        SAFETY_STOCK = Left$(Err.Description, 250)
    #End If
End Function

Public Sub SopRegisterFunctions()
    ' What the function wizard shows. Excel keeps it until it closes.
    Application.MacroOptions Macro:="OPTIMIZE_PLAN", Category:="S&OP", _
        Description:="The cheapest production plan of one product: what to make in each period and what is then in stock.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell is 0.", _
            "Cost of making one unit.", _
            "Charged on the inventory at the end of each period.", _
            "On hand before the first period.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand.", _
            "The most that can be made in a period.", _
            "Ceiling of the inventory at the end of every period.", _
            "Whether production is in whole units.")
    Application.MacroOptions Macro:="PLAN_COST", Category:="S&OP", _
        Description:="What the cheapest plan of one product costs, and the lower bound that no plan can beat.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell is 0.", _
            "Cost of making one unit.", _
            "Charged on the inventory at the end of each period.", _
            "On hand before the first period.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand.", _
            "The most that can be made in a period.", _
            "Ceiling of the inventory at the end of every period.", _
            "Whether production is in whole units.")
    Application.MacroOptions Macro:="PLAN_STATUS", Category:="S&OP", _
        Description:="Whether the plan of one product is proved to be the cheapest, or why there is none and what would help.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell is 0.", _
            "Cost of making one unit.", _
            "Charged on the inventory at the end of each period.", _
            "On hand before the first period.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand.", _
            "The most that can be made in a period.", _
            "Ceiling of the inventory at the end of every period.", _
            "Whether production is in whole units.")
    Application.MacroOptions Macro:="OPTIMIZE_PLANS", Category:="S&OP", _
        Description:="The cheapest production plan of several products that share resources, from the tables of a planning workbook.", _
        ArgumentDescriptions:=Array( _
            "One row per product: its costs, limits and safety stock.", _
            "One row per product, one column per period: the demand forecast in units. A blank cell is 0.", _
            "One row per setting; a setting that is absent or blank has its default.", _
            "One row per resource that products share: a line, a machine, a warehouse.", _
            "Which product uses which resource, and how much of it.", _
            "One row per resource: a filled cell overrides the resource's Capacity in that period.", _
            "One row per product: units already on order that arrive in a period.", _
            "One row per product: units that must at least be started in a period (exactly, in frozen periods).", _
            "Overrides one field of one product or resource in one period.", _
            "What-if changes: the rows of a scenario apply from top to bottom on the base.", _
            "The scenario to plan, one of those in scenarios.")
    Application.MacroOptions Macro:="COVERAGE_PLAN", Category:="S&OP", _
        Description:="What the rule ""always n periods of coverage"" makes and costs; late demand shows as negative inventory.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell is 0.", _
            "Cost of making one unit.", _
            "Charged on the inventory at the end of each period.", _
            "How many periods of demand the inventory at the end of a period covers.", _
            "On hand before the first period.", _
            "The most that can be made in a period.", _
            "Ceiling of the inventory at the end of every period.", _
            "Whether the demand of the next periods is covered, or that of the last ones.")
    Application.MacroOptions Macro:="SAFETY_STOCK", Category:="S&OP", _
        Description:="Safety stock from past forecast errors, added up over lead time and review period.", _
        ArgumentDescriptions:=Array( _
            "Demand less forecast, one number a period, in order; as many periods as there are.", _
            "In which share of the cycles the stock shall last, such as 0.95.", _
            "Periods from an order to its arrival.", _
            "Periods from one order to the next.")
End Sub
