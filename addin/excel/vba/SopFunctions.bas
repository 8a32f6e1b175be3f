Attribute VB_Name = "SopFunctions"
Option Explicit

' Part of sop-excel, MIT licence. Generated from the declarations of the worksheet functions: do not edit.

Public Function OPTIMIZE_PLAN(demand, production_cost, holding_cost, Optional initial_inventory, _
    Optional safety_stock_periods, Optional max_production, Optional max_inventory, _
    Optional whole_units, Optional messages)
Attribute OPTIMIZE_PLAN.VB_Description = "The cheapest production plan of one product: what to make in each period and what is then in stock."
Attribute OPTIMIZE_PLAN.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        OPTIMIZE_PLAN = SopWithoutFigure("OPTIMIZE_PLAN runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        OPTIMIZE_PLAN = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "OPTIMIZE_PLAN", _
            Array(SopGiven(10000, demand), SopGiven(10000, production_cost), SopGiven(10000, holding_cost), _
            SopGiven(10000, initial_inventory), SopGiven(10000, safety_stock_periods), _
            SopGiven(10000, max_production), SopGiven(10000, max_inventory), _
            SopGiven(10000, whole_units), SopGiven(10000, messages))))
        Exit Function
failed:
        OPTIMIZE_PLAN = SopWithoutFigure(Left$(Err.Description, 250), messages)
    #End If
End Function

Public Function PLAN_COST(demand, production_cost, holding_cost, Optional initial_inventory, _
    Optional safety_stock_periods, Optional max_production, Optional max_inventory, _
    Optional whole_units, Optional messages)
Attribute PLAN_COST.VB_Description = "What the cheapest plan of one product costs, and the lower bound that no plan can beat."
Attribute PLAN_COST.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        PLAN_COST = SopWithoutFigure("PLAN_COST runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        PLAN_COST = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "PLAN_COST", _
            Array(SopGiven(10000, demand), SopGiven(10000, production_cost), SopGiven(10000, holding_cost), _
            SopGiven(10000, initial_inventory), SopGiven(10000, safety_stock_periods), _
            SopGiven(10000, max_production), SopGiven(10000, max_inventory), _
            SopGiven(10000, whole_units), SopGiven(10000, messages))))
        Exit Function
failed:
        PLAN_COST = SopWithoutFigure(Left$(Err.Description, 250), messages)
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
        PLAN_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.served", "PLAN_STATUS", _
            Array(SopGiven(10000, demand), SopGiven(10000, production_cost), SopGiven(10000, holding_cost), _
            SopGiven(10000, initial_inventory), SopGiven(10000, safety_stock_periods), _
            SopGiven(10000, max_production), SopGiven(10000, max_inventory), _
            SopGiven(10000, whole_units)))
        Exit Function
failed:
        PLAN_STATUS = Left$(Err.Description, 250)
    #End If
End Function

Public Function OPTIMIZE_PLANS(products, demand, Optional settings, Optional resources, _
    Optional routings, Optional capacity, Optional receipts, Optional firm_production, _
    Optional period_data, Optional scenarios, Optional scenario, Optional published_plan, _
    Optional bill_of_materials, Optional limits, Optional penalties, Optional families, _
    Optional routes, Optional classes, Optional messages)
Attribute OPTIMIZE_PLANS.VB_Description = "The cheapest production plan of several products that share resources, from the tables of a planning workbook."
Attribute OPTIMIZE_PLANS.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        OPTIMIZE_PLANS = SopWithoutFigure("OPTIMIZE_PLANS runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        OPTIMIZE_PLANS = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "OPTIMIZE_PLANS", _
            Array(SopGiven(500000, products), SopGiven(500000, demand), SopGiven(500000, settings), _
            SopGiven(500000, resources), SopGiven(500000, routings), SopGiven(500000, capacity), _
            SopGiven(500000, receipts), SopGiven(500000, firm_production), _
            SopGiven(500000, period_data), SopGiven(500000, scenarios), SopGiven(10000, scenario), _
            SopGiven(500000, published_plan), SopGiven(500000, bill_of_materials), _
            SopGiven(500000, limits), SopGiven(500000, penalties), SopGiven(500000, families), _
            SopGiven(500000, routes), SopGiven(500000, classes), SopGiven(10000, messages))))
        Exit Function
failed:
        OPTIMIZE_PLANS = SopWithoutFigure(Left$(Err.Description, 250), messages)
    #End If
End Function

Public Function PLANS_STATUS(products, demand, Optional settings, Optional resources, _
    Optional routings, Optional capacity, Optional receipts, Optional firm_production, _
    Optional period_data, Optional scenarios, Optional scenario, Optional published_plan, _
    Optional bill_of_materials, Optional limits, Optional penalties, Optional families, _
    Optional routes, Optional classes)
Attribute PLANS_STATUS.VB_Description = "Whether the plan of several products is proved the cheapest and what to know about it, or why there is none."
Attribute PLANS_STATUS.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        PLANS_STATUS = "PLANS_STATUS runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab"
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        PLANS_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.served", "PLANS_STATUS", _
            Array(SopGiven(500000, products), SopGiven(500000, demand), SopGiven(500000, settings), _
            SopGiven(500000, resources), SopGiven(500000, routings), SopGiven(500000, capacity), _
            SopGiven(500000, receipts), SopGiven(500000, firm_production), _
            SopGiven(500000, period_data), SopGiven(500000, scenarios), SopGiven(10000, scenario), _
            SopGiven(500000, published_plan), SopGiven(500000, bill_of_materials), _
            SopGiven(500000, limits), SopGiven(500000, penalties), SopGiven(500000, families), _
            SopGiven(500000, routes), SopGiven(500000, classes)))
        Exit Function
failed:
        PLANS_STATUS = Left$(Err.Description, 250)
    #End If
End Function

Public Function COVERAGE_PLAN(demand, production_cost, holding_cost, cover_periods, _
    Optional initial_inventory, Optional max_production, Optional max_inventory, Optional basis, _
    Optional messages)
Attribute COVERAGE_PLAN.VB_Description = "What the rule ""always n periods of coverage"" makes and costs, and how much demand it serves late."
Attribute COVERAGE_PLAN.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        COVERAGE_PLAN = SopWithoutFigure("COVERAGE_PLAN runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        COVERAGE_PLAN = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "COVERAGE_PLAN", _
            Array(SopGiven(10000, demand), SopGiven(10000, production_cost), SopGiven(10000, holding_cost), _
            SopGiven(10000, cover_periods), SopGiven(10000, initial_inventory), _
            SopGiven(10000, max_production), SopGiven(10000, max_inventory), _
            SopGiven(10000, basis), SopGiven(10000, messages))))
        Exit Function
failed:
        COVERAGE_PLAN = SopWithoutFigure(Left$(Err.Description, 250), messages)
    #End If
End Function

Public Function SAFETY_STOCK(forecast_errors, cycle_service_level, Optional lead_time, _
    Optional review_period, Optional messages)
Attribute SAFETY_STOCK.VB_Description = "Safety stock from past forecast errors, added up over lead time and review period."
Attribute SAFETY_STOCK.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        SAFETY_STOCK = SopWithoutFigure("SAFETY_STOCK runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        SAFETY_STOCK = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "SAFETY_STOCK", _
            Array(SopGiven(10000, forecast_errors), SopGiven(10000, cycle_service_level), _
            SopGiven(10000, lead_time), SopGiven(10000, review_period), SopGiven(10000, messages))))
        Exit Function
failed:
        SAFETY_STOCK = SopWithoutFigure(Left$(Err.Description, 250), messages)
    #End If
End Function

Public Function FORECAST_DEMAND(history, horizon, Optional level, Optional season_length, _
    Optional messages)
Attribute FORECAST_DEMAND.VB_Description = "Mean, low and high demand of the next periods from what was sold, and the method that fits it."
Attribute FORECAST_DEMAND.VB_ProcData.VB_Invoke_Func = " \n14"
    #If Mac Then
        FORECAST_DEMAND = SopWithoutFigure("FORECAST_DEMAND runs in Excel for Windows; on a Mac use Optimize plan on the S&OP tab", messages)
    #Else
        If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
        On Error GoTo failed
        FORECAST_DEMAND = SopAnswer(XLPy.CallUDF("sop_excel.hosts.excel.served", "FORECAST_DEMAND", _
            Array(SopGiven(10000, history), SopGiven(10000, horizon), SopGiven(10000, level), _
            SopGiven(10000, season_length), SopGiven(10000, messages))))
        Exit Function
failed:
        FORECAST_DEMAND = SopWithoutFigure(Left$(Err.Description, 250), messages)
    #End If
End Function

Private Function SopAnswer(answer)
    ' What Python answers; an error value comes as its text, since xlwings' server has no way for the value itself.
    SopAnswer = answer
    If VarType(answer) <> vbString Then Exit Function
    Select Case answer
        Case "#VALUE!": SopAnswer = CVErr(2015)
        Case "#NUM!": SopAnswer = CVErr(2036)
        Case "#N/A": SopAnswer = CVErr(2042)
    End Select
End Function

Private Function SopWithoutFigure(sentence, messages)
    ' The sentence where it is asked for. Else an error value: a SUM would leave a sentence out, as if it were 0.
    Dim told As Boolean
    On Error Resume Next
    told = CBool(messages)
    On Error GoTo 0
    If told Then SopWithoutFigure = sentence Else SopWithoutFigure = CVErr(2042)
End Function

Public Sub SopRegisterFunctions()
    ' The category in the function wizard, until Excel closes. Excel may refuse it for a workbook that is
    ' hidden, as an add-in is: then they stand under User Defined. Each is asked for by itself.
    On Error Resume Next
    Application.MacroOptions Macro:="OPTIMIZE_PLAN", Category:="S&OP", _
        Description:="The cheapest production plan of one product: what to make in each period and what is then in stock.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell before the last demand is 0. One row or one column of numbers >= 0, or two with the names of the periods (units / period).", _
            "Cost of making one unit. One number >= 0, or one per period (money / unit).", _
            "Charged on the inventory at the end of each period. One number >= 0, or one per period (money / unit / period).", _
            "On hand before the first period. One number >= 0 (units). Left out: 0.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand. One number >= 0 (periods). Left out: 0.", _
            "The most that can be made in a period. One number >= 0, or one per period (units / period). Left out: unlimited.", _
            "Ceiling of the inventory at the end of every period. One number >= 0, or one per period (units). Left out: unlimited.", _
            "Whether production is in whole units. TRUE or FALSE (yes / no). Left out: FALSE.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="PLAN_COST", Category:="S&OP", _
        Description:="What the cheapest plan of one product costs, and the lower bound that no plan can beat.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell before the last demand is 0. One row or one column of numbers >= 0, or two with the names of the periods (units / period).", _
            "Cost of making one unit. One number >= 0, or one per period (money / unit).", _
            "Charged on the inventory at the end of each period. One number >= 0, or one per period (money / unit / period).", _
            "On hand before the first period. One number >= 0 (units). Left out: 0.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand. One number >= 0 (periods). Left out: 0.", _
            "The most that can be made in a period. One number >= 0, or one per period (units / period). Left out: unlimited.", _
            "Ceiling of the inventory at the end of every period. One number >= 0, or one per period (units). Left out: unlimited.", _
            "Whether production is in whole units. TRUE or FALSE (yes / no). Left out: FALSE.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="PLAN_STATUS", Category:="S&OP", _
        Description:="Whether the plan of one product is proved to be the cheapest, or why there is none and what would help.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell before the last demand is 0. One row or one column of numbers >= 0, or two with the names of the periods (units / period).", _
            "Cost of making one unit. One number >= 0, or one per period (money / unit).", _
            "Charged on the inventory at the end of each period. One number >= 0, or one per period (money / unit / period).", _
            "On hand before the first period. One number >= 0 (units). Left out: 0.", _
            "Floor of the inventory at the end of every period, as this many periods of the mean demand. One number >= 0 (periods). Left out: 0.", _
            "The most that can be made in a period. One number >= 0, or one per period (units / period). Left out: unlimited.", _
            "Ceiling of the inventory at the end of every period. One number >= 0, or one per period (units). Left out: unlimited.", _
            "Whether production is in whole units. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="OPTIMIZE_PLANS", Category:="S&OP", _
        Description:="The cheapest production plan of several products that share resources, from the tables of a planning workbook.", _
        ArgumentDescriptions:=Array( _
            "One row per product: its costs, limits and safety stock. A table with its headers (table).", _
            "One row per product, or per product and class; one column per period: the demand forecast in units, blank is 0. A table with its headers (table).", _
            "One row per setting; a setting that is absent or blank has its default. A table with its headers (table). Left out: no such table.", _
            "One row per resource that products share: a line, a machine, a team of workers, a warehouse, a supplier. A table with its headers (table). Left out: no such table.", _
            "Which product uses which resource, and how much of it. A table with its headers (table). Left out: no such table.", _
            "One row per resource: a filled cell overrides the resource's Capacity in that period. A table with its headers (table). Left out: no such table.", _
            "One row per product: units already on order that arrive in a period. A table with its headers (table). Left out: no such table.", _
            "One row per product: units that must at least be started in a period (exactly, in frozen periods). A table with its headers (table). Left out: no such table.", _
            "Overrides one field of one product, resource or route in one period. A table with its headers (table). Left out: no such table.", _
            "What-if changes: the rows of a scenario apply from top to bottom on the base. A table with its headers (table). Left out: no such table.", _
            "The scenario to plan, one of those in scenarios. One text (text). Left out: the base.", _
            "One row per product: production of the plan that was last published, from which a change has a price. A table with its headers (table). Left out: no such table.", _
            "Which products go into which others, and how many: one row per parent and component. A table with its headers (table). Left out: no such table.", _
            "What the other tables cannot say: what several products, groups or resources add up to at least or at most. A table with its headers (table). Left out: no such table.", _
            "Which limits may be missed, and at what cost; all others hold. A table with its headers (table). Left out: no such table.", _
            "One row per family of products that share a setup. A table with its headers (table). Left out: no such table.", _
            "One row per further way to make a product; the columns of table Products describe its default route. A table with its headers (table). Left out: no such table.", _
            "One row per class of customers, such as contracts or the web, which a column Class that you add to Demand names. A table with its headers (table). Left out: no such table.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="PLANS_STATUS", Category:="S&OP", _
        Description:="Whether the plan of several products is proved the cheapest and what to know about it, or why there is none.", _
        ArgumentDescriptions:=Array( _
            "One row per product: its costs, limits and safety stock. A table with its headers (table).", _
            "One row per product, or per product and class; one column per period: the demand forecast in units, blank is 0. A table with its headers (table).", _
            "One row per setting; a setting that is absent or blank has its default. A table with its headers (table). Left out: no such table.", _
            "One row per resource that products share: a line, a machine, a team of workers, a warehouse, a supplier. A table with its headers (table). Left out: no such table.", _
            "Which product uses which resource, and how much of it. A table with its headers (table). Left out: no such table.", _
            "One row per resource: a filled cell overrides the resource's Capacity in that period. A table with its headers (table). Left out: no such table.", _
            "One row per product: units already on order that arrive in a period. A table with its headers (table). Left out: no such table.", _
            "One row per product: units that must at least be started in a period (exactly, in frozen periods). A table with its headers (table). Left out: no such table.", _
            "Overrides one field of one product, resource or route in one period. A table with its headers (table). Left out: no such table.", _
            "What-if changes: the rows of a scenario apply from top to bottom on the base. A table with its headers (table). Left out: no such table.", _
            "The scenario to plan, one of those in scenarios. One text (text). Left out: the base.", _
            "One row per product: production of the plan that was last published, from which a change has a price. A table with its headers (table). Left out: no such table.", _
            "Which products go into which others, and how many: one row per parent and component. A table with its headers (table). Left out: no such table.", _
            "What the other tables cannot say: what several products, groups or resources add up to at least or at most. A table with its headers (table). Left out: no such table.", _
            "Which limits may be missed, and at what cost; all others hold. A table with its headers (table). Left out: no such table.", _
            "One row per family of products that share a setup. A table with its headers (table). Left out: no such table.", _
            "One row per further way to make a product; the columns of table Products describe its default route. A table with its headers (table). Left out: no such table.", _
            "One row per class of customers, such as contracts or the web, which a column Class that you add to Demand names. A table with its headers (table). Left out: no such table.")
    Application.MacroOptions Macro:="COVERAGE_PLAN", Category:="S&OP", _
        Description:="What the rule ""always n periods of coverage"" makes and costs, and how much demand it serves late.", _
        ArgumentDescriptions:=Array( _
            "The demand forecast, one number a period; a blank cell before the last demand is 0. One row or one column of numbers >= 0, or two with the names of the periods (units / period).", _
            "Cost of making one unit. One number >= 0, or one per period (money / unit).", _
            "Charged on the inventory at the end of each period. One number >= 0, or one per period (money / unit / period).", _
            "How many periods of demand the inventory at the end of a period covers. One number >= 0 (periods).", _
            "On hand before the first period. One number >= 0 (units). Left out: 0.", _
            "The most that can be made in a period. One number >= 0, or one per period (units / period). Left out: unlimited.", _
            "Ceiling of the inventory at the end of every period. One number >= 0, or one per period (units). Left out: unlimited.", _
            "Whether the demand of the next periods is covered, or that of the last ones. Forward or trailing (word). Left out: forward.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="SAFETY_STOCK", Category:="S&OP", _
        Description:="Safety stock from past forecast errors, added up over lead time and review period.", _
        ArgumentDescriptions:=Array( _
            "Demand less forecast, one number a period, in order; as many periods as there are. A row or a column of numbers (units).", _
            "In which share of the cycles the stock shall last, such as 0.95. A number between 0 and 1 (share).", _
            "Periods from an order to its arrival. A whole number >= 0 (periods). Left out: 0.", _
            "Periods from one order to the next. A whole number >= 0 (periods). Left out: 1.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    Application.MacroOptions Macro:="FORECAST_DEMAND", Category:="S&OP", _
        Description:="Mean, low and high demand of the next periods from what was sold, and the method that fits it.", _
        ArgumentDescriptions:=Array( _
            "What was sold, one number a period, in order; a blank cell is nothing sold. A row or a column of numbers, or a row for each product; perhaps with names of products and periods (units / period).", _
            "How many periods to forecast. A whole number >= 0 (periods).", _
            "How likely demand lies between low and high, such as 0.8 for 80 %. A number between 0 and 1 (share). Left out: 0.8.", _
            "Periods of a season: 12 for months, 52 for weeks, 7 for days, 1 for none. A whole number >= 0 (periods). Left out: by the names of the periods if these are ISO months, weeks or days, else what the history shows.", _
            "TRUE: why there is no figure is told in the cell, in a sentence. FALSE: an error value stands for it. TRUE or FALSE (yes / no). Left out: FALSE.")
    On Error GoTo 0
End Sub
