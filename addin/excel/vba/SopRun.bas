Attribute VB_Name = "SopRun"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' Starts a command of the ribbon: in the Python that serves the worksheet functions where that is possible, else in one of
' its own. The command line holds the path of the interpreter, words that stand in this module, the number of Excel's
' window and that of a scenario: never the name of a workbook or the text of a cell. Python switches off calculation,
' events, the screen and questions while it writes; what it leaves so is put back here.

Private Const TITLE As String = "sop-excel"
Private Const SECONDS_TO_READ As Long = 30

Private timeToClear As Date
Private settingsKept As Boolean
Private keptCalculation As Long
Private keptEvents As Boolean
Private keptScreen As Boolean
Private keptAlerts As Boolean

Public Sub SopRunCommand(ByVal command As String, Optional ByVal scenario As Long = 0)
    ' Runs one of the commands below on the open workbook; Python tells the user how it went.
    Dim interpreter As String
    Dim problem As String
    Dim isStarted As Boolean

    If Not IsKnown(command) Then
        MsgBox "This add-in has no command of that name.", vbExclamation, TITLE
        Exit Sub
    End If
    interpreter = SopInterpreter(problem)
    If problem = "" Then
        SopStartInServer command, scenario, isStarted, problem
        If Not isStarted And problem = "" Then problem = StartPython(interpreter, command, scenario)
    End If
    If problem <> "" Then MsgBox problem, vbExclamation, TITLE
End Sub

Private Function IsKnown(ByVal command As String) As Boolean
    Select Case command
        Case "optimize", "check", "compare", "adopt", "clean", "forecast", "safety-stock", "chain", "roll", "pull", "publish", "runs", "compare-rules", "undo"
            IsKnown = True
    End Select
End Function

Private Function StartPython(ByVal interpreter As String, ByVal command As String, ByVal scenario As Long) As String
    ' Starts it and waits for it where Excel can. Answers what went wrong, if anything. Python leaves its result in the
    ' status bar; after a while it is cleared.
    On Error GoTo failed
    SopKeepSettings
    Application.StatusBar = "sop-excel is working: " & command & " ..."
    #If Mac Then
        StartPython = AppleScriptTask("sop_excel.applescript", "SopRun", command & "|" & CStr(scenario))
    #Else
        Dim commandLine As String

        commandLine = """" & interpreter & """ -I -m sop_excel.hosts.excel " & command & _
            " --hwnd " & CStr(Application.Hwnd) & " --scenario " & CStr(scenario)
        ' 0: no window. True: wait for the exit status; Excel answers Python's calls meanwhile. Python ends by itself in the end.
        If CreateObject("WScript.Shell").Run(commandLine, 0, True) <> 0 Then
            StartPython = SopStoppedText(CStr(Application.StatusBar))
        Else
            SopClearStatusLater
        End If
        SopRestoreSettings
    #End If
    If StartPython <> "" Then Application.StatusBar = False
    Exit Function
failed:
    #If Mac Then
        StartPython = "sop-excel could not start its script. Run ""sop-excel addin install"" in a terminal, " & _
            "then start Excel again."
    #Else
        StartPython = "sop-excel could not start its Python (" & Left$(Err.Description, 120) & _
            "). Run ""sop-excel doctor"" in a terminal: it says what to do." & SopLogText()
    #End If
    SopRestoreSettings
    Application.StatusBar = False
End Function

Public Sub SopKeepSettings()
    ' How Excel calculates, and what else Python switches off while it writes.
    On Error Resume Next
    settingsKept = False
    keptCalculation = Application.Calculation
    keptEvents = Application.EnableEvents
    keptScreen = Application.ScreenUpdating
    keptAlerts = Application.DisplayAlerts
    settingsKept = (Err.Number = 0)
    On Error GoTo 0
End Sub

Public Sub SopRestoreSettings()
    ' Puts back what Python could not, where it ended in the middle; each by itself, and only what is not as it was.
    If Not settingsKept Then Exit Sub
    settingsKept = False
    On Error Resume Next
    If Application.EnableEvents <> keptEvents Then Application.EnableEvents = keptEvents
    If Application.DisplayAlerts <> keptAlerts Then Application.DisplayAlerts = keptAlerts
    If Application.ScreenUpdating <> keptScreen Then Application.ScreenUpdating = keptScreen
    If Application.Calculation <> keptCalculation Then Application.Calculation = keptCalculation
    On Error GoTo 0
End Sub

Public Sub SopClearStatusLater()
    ' Some time after the last result; an earlier appointment is cancelled, so that it does not clear this one too soon.
    Dim clearing As String

    clearing = "'" & ThisWorkbook.Name & "'!SopRibbon.SopClearStatus"
    On Error Resume Next
    If timeToClear <> 0 Then Application.OnTime timeToClear, clearing, , False
    On Error GoTo 0
    timeToClear = Now + TimeSerial(0, 0, SECONDS_TO_READ)
    Application.OnTime timeToClear, clearing
End Sub
