Attribute VB_Name = "SopRibbon"
Option Explicit

' Part of sop-excel, MIT licence.
'
' What the buttons of the tab "S&OP" call.

Private Const TITLE As String = "sop-excel"

Public Sub SopLoaded(ribbon As IRibbonUI)
    SopKeepRibbon ribbon
End Sub

Public Sub SopOptimize(control As IRibbonControl)
    If HasWorkbook() Then OptimizeChosen
End Sub

Public Sub SopCompare(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "compare"
End Sub

Public Sub SopScenarioItems(control As IRibbonControl, ByRef returnedVal)
    ' How many items the drop-down has: the base and the scenarios.
    returnedVal = SopScenarioCount() + 1
End Sub

Public Sub SopScenarioItem(control As IRibbonControl, index As Integer, ByRef returnedVal)
    returnedVal = SopScenarioLabel(index)
End Sub

Public Sub SopScenarioShown(control As IRibbonControl, ByRef returnedVal)
    returnedVal = SopShownScenario()
End Sub

Public Sub SopScenarioChosen(control As IRibbonControl, id As String, index As Integer)
    SopTakeScenario index
End Sub

Public Sub SopCancel(control As IRibbonControl)
    SopCancelInServer
End Sub

Public Sub SopCancelEnabled(control As IRibbonControl, ByRef returnedVal)
    SopTellCancelEnabled returnedVal
End Sub

Public Sub SopCheck(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "check"
End Sub

Public Sub SopAdopt(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "adopt"
End Sub

Public Sub SopClean(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "clean"
End Sub

Public Sub SopForecast(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "forecast"
End Sub

Public Sub SopSafetyStock(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "safety-stock"
End Sub

Public Sub SopChain(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "chain"
End Sub

Public Sub SopRoll(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "roll"
End Sub

Public Sub SopPull(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "pull"
End Sub

Public Sub SopPublish(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "publish"
End Sub

Public Sub SopRuns(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "runs"
End Sub

Public Sub SopCompareRules(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "compare-rules"
End Sub

Public Sub SopUndo(control As IRibbonControl)
    If HasWorkbook() Then SopRunCommand "undo"
End Sub

Public Sub SopGoTo(control As IRibbonControl)
    ' Goes to the table that the button's tag names.
    If HasWorkbook() Then GoToTable control.Tag
End Sub

Public Sub SopNew(control As IRibbonControl)
    ' A new workbook from the template that the menu item's tag names; none needs to be open before.
    Select Case control.Tag
        Case "single_product.xlsx", "multi_product.xlsx", "aggregate_plan.xlsx", "lot_sizing.xlsx", "bill_of_materials.xlsx"
            NewFromTemplate control.Tag
    End Select
End Sub

Public Sub SopHelp(control As IRibbonControl)
    Dim target As String

    target = GetConfig("HELP")
    If Not (target Like "https://*") And Not IsPlainAbsolutePath(target) Then
        MsgBox "Run ""sop-excel --help"" in a terminal, or read the page README of sop-excel.", vbInformation, TITLE
        Exit Sub
    End If
    On Error GoTo failed
    ThisWorkbook.FollowHyperlink target
    Exit Sub
failed:
    MsgBox "The help is here: " & target, vbInformation, TITLE
End Sub

Public Sub SopAbout(control As IRibbonControl)
    Dim interpreter As String
    Dim problem As String

    interpreter = SopInterpreter(problem)
    If problem <> "" Then interpreter = problem
    MsgBox "sop-excel, the provably cheapest production plan" & vbNewLine & vbNewLine & _
        "Program: " & GetConfig("VERSION", "not installed") & vbNewLine & _
        "Add-in file: " & SopAddinVersion() & ", with xlwings " & XLWINGS_VERSION & vbNewLine & _
        "Python: " & interpreter, vbInformation, TITLE
End Sub

Public Sub SopClearStatus()
    ' Gives the status bar back to Excel, some time after a command has told its result there.
    Application.StatusBar = False
End Sub

Public Sub SopWatch()
    ' What Excel calls every second while a command runs in the server.
    SopWatchServer
End Sub

Public Sub SopEscape()
    ' What Excel calls for the key Esc while a command runs in the server.
    SopCancelInServer
End Sub

Public Sub SopRestore()
    ' What the script of a Mac calls where Python ended without a word: there nobody waits for it.
    SopRestoreSettings
End Sub

Private Function HasWorkbook() As Boolean
    HasWorkbook = Not (ActiveWorkbook Is Nothing)
    If Not HasWorkbook Then
        MsgBox "Open a planning workbook first, or choose New from template. In Protected View, choose Enable Editing.", _
            vbInformation, TITLE
    End If
End Function

Private Sub OptimizeChosen()
    Dim problem As String
    Dim question As String
    Dim number As Long

    number = SopScenarioToPlan(problem, question)
    If problem <> "" Then
        MsgBox problem, vbInformation, TITLE
        Exit Sub
    End If
    If question <> "" Then
        If MsgBox(question, vbQuestion + vbOKCancel, TITLE) <> vbOK Then Exit Sub
    End If
    SopRunCommand "optimize", number
End Sub

Private Sub GoToTable(ByVal tableName As String)
    Dim table As ListObject

    On Error GoTo failed
    Set table = SopTableOf(ActiveWorkbook, tableName)
    If table Is Nothing Then
        MsgBox "This workbook has no table " & tableName & ": run " & CommandFor(tableName) & " first.", vbInformation, TITLE
    ElseIf table.Parent.Visible <> xlSheetVisible Then
        MsgBox "The table " & tableName & " stands on the hidden sheet " & table.Parent.Name & ": unhide that sheet first.", _
            vbInformation, TITLE
    Else
        Application.Goto table.Range.Cells(1, 1), True
    End If
    Exit Sub
failed:
    MsgBox "Excel could not go there: " & Err.Description & ". Leave the cell that you are editing, then try again.", _
        vbInformation, TITLE
End Sub

Private Function CommandFor(ByVal tableName As String) As String
    ' The button that writes this table.
    Select Case tableName
        Case "Mapping"
            CommandFor = "Adopt this workbook"
        Case "SalesHistory", "Audit"
            CommandFor = "Clean history"
        Case "Forecast", "ForecastAccuracy"
            CommandFor = "Forecast"
        Case "SafetyStock"
            CommandFor = "Safety stock"
        Case "PlanAndActual"
            CommandFor = "Roll"
        Case "Runs"
            CommandFor = "Runs"
        Case "RuleComparison"
            CommandFor = "Compare rules"
        Case Else
            CommandFor = "Optimize plan"
    End Select
End Function

Private Sub NewFromTemplate(ByVal file As String)
    Dim folder As String

    folder = GetConfig("TEMPLATES")
    If Not IsPlainAbsolutePath(folder) Then
        MsgBox "sop-excel does not know where its templates are. Run ""sop-excel addin install"" in a terminal.", _
            vbExclamation, TITLE
        Exit Sub
    End If
    On Error GoTo failed
    Workbooks.Add Template:=folder & Application.PathSeparator & file
    Exit Sub
failed:
    MsgBox "The template " & file & " could not be opened from " & folder & _
        ". Run ""sop-excel addin install"" in a terminal again.", vbExclamation, TITLE
End Sub
