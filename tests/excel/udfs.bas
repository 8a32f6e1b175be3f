Function COVERAGE_PLAN(demand, production_cost, holding_cost, cover_periods, Optional initial_inventory, Optional max_production, Optional max_inventory, Optional basis, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        COVERAGE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "COVERAGE_PLAN", Array(demand, production_cost, holding_cost, cover_periods, initial_inventory, max_production, max_inventory, basis, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        COVERAGE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "COVERAGE_PLAN", Array(demand, production_cost, holding_cost, cover_periods, initial_inventory, max_production, max_inventory, basis, messages))
        Exit Function
    #End If
failed:
    COVERAGE_PLAN = Err.Description
End Function

Function FORECAST_DEMAND(history, horizon, Optional level, Optional season_length, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        FORECAST_DEMAND = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "FORECAST_DEMAND", Array(history, horizon, level, season_length, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        FORECAST_DEMAND = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "FORECAST_DEMAND", Array(history, horizon, level, season_length, messages))
        Exit Function
    #End If
failed:
    FORECAST_DEMAND = Err.Description
End Function

Function OPTIMIZE_PLAN(demand, production_cost, holding_cost, Optional initial_inventory, Optional safety_stock_periods, Optional max_production, Optional max_inventory, Optional whole_units, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OPTIMIZE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLAN", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        OPTIMIZE_PLAN = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLAN", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units, messages))
        Exit Function
    #End If
failed:
    OPTIMIZE_PLAN = Err.Description
End Function

Function OPTIMIZE_PLANS(products, demand, Optional settings, Optional resources, Optional routings, Optional capacity, Optional receipts, Optional firm_production, Optional period_data, Optional scenarios, Optional scenario, Optional published_plan, Optional bill_of_materials, Optional limits, Optional penalties, Optional families, Optional routes, Optional classes, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OPTIMIZE_PLANS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLANS", Array(products, demand, settings, resources, routings, capacity, receipts, firm_production, period_data, scenarios, scenario, published_plan, bill_of_materials, limits, penalties, families, routes, classes, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        OPTIMIZE_PLANS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "OPTIMIZE_PLANS", Array(products, demand, settings, resources, routings, capacity, receipts, firm_production, period_data, scenarios, scenario, published_plan, bill_of_materials, limits, penalties, families, routes, classes, messages))
        Exit Function
    #End If
failed:
    OPTIMIZE_PLANS = Err.Description
End Function

Function PLANS_STATUS(products, demand, Optional settings, Optional resources, Optional routings, Optional capacity, Optional receipts, Optional firm_production, Optional period_data, Optional scenarios, Optional scenario, Optional published_plan, Optional bill_of_materials, Optional limits, Optional penalties, Optional families, Optional routes, Optional classes)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PLANS_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLANS_STATUS", Array(products, demand, settings, resources, routings, capacity, receipts, firm_production, period_data, scenarios, scenario, published_plan, bill_of_materials, limits, penalties, families, routes, classes), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PLANS_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLANS_STATUS", Array(products, demand, settings, resources, routings, capacity, receipts, firm_production, period_data, scenarios, scenario, published_plan, bill_of_materials, limits, penalties, families, routes, classes))
        Exit Function
    #End If
failed:
    PLANS_STATUS = Err.Description
End Function

Function PLAN_COST(demand, production_cost, holding_cost, Optional initial_inventory, Optional safety_stock_periods, Optional max_production, Optional max_inventory, Optional whole_units, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PLAN_COST = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_COST", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PLAN_COST = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_COST", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units, messages))
        Exit Function
    #End If
failed:
    PLAN_COST = Err.Description
End Function

Function PLAN_STATUS(demand, production_cost, holding_cost, Optional initial_inventory, Optional safety_stock_periods, Optional max_production, Optional max_inventory, Optional whole_units)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PLAN_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_STATUS", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        PLAN_STATUS = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "PLAN_STATUS", Array(demand, production_cost, holding_cost, initial_inventory, safety_stock_periods, max_production, max_inventory, whole_units))
        Exit Function
    #End If
failed:
    PLAN_STATUS = Err.Description
End Function

Function SAFETY_STOCK(forecast_errors, cycle_service_level, Optional lead_time, Optional review_period, Optional messages)
    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SAFETY_STOCK = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "SAFETY_STOCK", Array(forecast_errors, cycle_service_level, lead_time, review_period, messages), ActiveWorkbook, Application.Caller)
        Exit Function
    #Else
        SAFETY_STOCK = XLPy.CallUDF("sop_excel.hosts.excel.udfs", "SAFETY_STOCK", Array(forecast_errors, cycle_service_level, lead_time, review_period, messages))
        Exit Function
    #End If
failed:
    SAFETY_STOCK = Err.Description
End Function

