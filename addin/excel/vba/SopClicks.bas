Attribute VB_Name = "SopClicks"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' Commands of the ribbon in the Python that serves the worksheet functions (sop_excel/hosts/excel/clicks.py): started
' there, asked every second how far they are, and cancelled. No macro runs between two questions, so Excel is the
' planner's. The server answers at once, in a word, and in a second line with a text. What it is told are words of this
' add-in, numbers, and the name of the workbook as a value, which nothing runs.

Private Const TITLE As String = "sop-excel"
Private Const SERVED_BY As String = "sop_excel.hosts.excel.clicks"
Private Const CANCEL_BUTTON As String = "SopCancelButton"
Private Const CANCEL_KEY As String = "{ESC}"
' While Python reads or writes cells it takes the keyboard from the planner, and must not be disturbed: it is asked only
' every so many seconds then.
Private Const SECONDS_UNDISTURBED As Long = 15
Private Const TIMES_TO_CANCEL As Long = 3

Private ticket As String
Private toldLast As String
Private timeToAsk As Date
Private secondsHeld As Long
Private timesCancelled As Long
Private isRunning As Boolean

Public Sub SopStartInServer(ByVal command As String, ByVal scenario As Long, _
    ByRef isStarted As Boolean, ByRef problem As String)
    ' Starts a command. Where that cannot be done, another Python is to be started for it; a problem is for the user.
    #If Mac Then
        isStarted = False
    #Else
        Dim answer As String

        On Error GoTo failed
        If Not isRunning Then SopKeepSettings
        answer = StartAnswer(command, scenario)
        If AnswerWord(answer) = "version" Then
            ' The program or the add-in was updated meanwhile: the next server is the new one.
            KillPy
            answer = StartAnswer(command, scenario)
        End If
        Select Case AnswerWord(answer)
            Case "started"
                isStarted = True
                ticket = AnswerText(answer)
                toldLast = ""
                secondsHeld = 0
                timesCancelled = 0
                ShowRunning True
                WatchLater
            Case "busy"
                problem = AnswerText(answer)
        End Select
failed:
    #End If
End Sub

Public Sub SopWatchServer()
    ' What Excel calls every second while a command runs. After a reset of all variables the server still knows of it.
    Dim answer As String

    If Not Application.Interactive And secondsHeld < SECONDS_UNDISTURBED Then
        secondsHeld = secondsHeld + 1
        WatchLater
        Exit Sub
    End If
    secondsHeld = 0
    On Error GoTo gone
    answer = Asked("state")
    Select Case AnswerWord(answer)
        Case "running"
            toldLast = AnswerText(answer)
            Application.StatusBar = toldLast
            If Not isRunning Then ShowRunning True
            WatchLater
        Case "done"
            EndWatch AnswerText(answer)
        Case Else
            GoTo gone
    End Select
    Exit Sub
gone:
    EndBroken
End Sub

Public Sub SopCancelInServer()
    ' Ends what runs, if it can still be ended. What that comes to stands in the status bar. One that is cancelled again and
    ' again and does not end may be ended with its Python.
    Dim answer As String

    On Error GoTo gone
    answer = Asked("cancel")
    If AnswerWord(answer) = "running" Then
        timesCancelled = timesCancelled + 1
        Application.StatusBar = AnswerText(answer)
        If timesCancelled >= TIMES_TO_CANCEL Then OfferToKill
    ElseIf Not isRunning Then
        MsgBox "No command of sop-excel is running.", vbInformation, TITLE
    End If
    Exit Sub
gone:
    ' The next question finds out, and tells.
End Sub

Private Sub OfferToKill()
    Dim question As String

    question = "The command has not ended yet. End it together with its Python? What it was writing may stand half " & _
        "written then; the worksheet functions start another Python."
    If MsgBox(question, vbQuestion + vbYesNo + vbDefaultButton2, TITLE) = vbYes Then
        KillPy
        EndBroken
    End If
End Sub

Public Sub SopTellCancelEnabled(ByRef enabled As Variant)
    enabled = isRunning
End Sub

Private Function StartAnswer(ByVal command As String, ByVal scenario As Long) As String
    StartAnswer = XLPy.Str(XLPy.Call(XLPy.Module(SERVED_BY), "start", _
        XLPy.Tuple(command, CStr(Application.Hwnd), CStr(scenario), ActiveWorkbook.Name, SopAddinVersion())))
End Function

Private Function Asked(ByVal question As String) As String
    Asked = XLPy.Str(XLPy.Call(XLPy.Module(SERVED_BY), question, XLPy.Tuple(ticket)))
End Function

Private Function AnswerWord(ByVal answer As String) As String
    AnswerWord = Left$(answer, InStr(answer & vbLf, vbLf) - 1)
End Function

Private Function AnswerText(ByVal answer As String) As String
    AnswerText = Mid$(answer, Len(AnswerWord(answer)) + 2)
End Function

Private Sub WatchLater()
    ' In a second; an earlier appointment is cancelled, so that there is one alone.
    WatchNoMore
    timeToAsk = Now + TimeSerial(0, 0, 1)
    Application.OnTime timeToAsk, "'" & ThisWorkbook.Name & "'!SopRibbon.SopWatch"
End Sub

Private Sub WatchNoMore()
    ' Of an appointment that is over Excel knows nothing any more.
    On Error Resume Next
    If timeToAsk <> 0 Then Application.OnTime timeToAsk, "'" & ThisWorkbook.Name & "'!SopRibbon.SopWatch", , False
    On Error GoTo 0
    timeToAsk = 0
End Sub

Private Sub ShowRunning(ByVal runs As Boolean)
    ' The button Cancel and the key Esc, of which Excel tells only where no cell is edited and no window is open.
    isRunning = runs
    On Error Resume Next
    If runs Then
        Application.OnKey CANCEL_KEY, "'" & ThisWorkbook.Name & "'!SopRibbon.SopEscape"
    Else
        Application.OnKey CANCEL_KEY
    End If
    SopRefreshControl CANCEL_BUTTON
    On Error GoTo 0
End Sub

Private Sub EndWatch(ByVal told As String)
    ' The result stays in the status bar for a while; then that is Excel's own again.
    ticket = ""
    WatchNoMore
    ShowRunning False
    If told = "" Then
        Application.StatusBar = False
    Else
        Application.StatusBar = told
        SopClearStatusLater
    End If
End Sub

Private Sub EndBroken()
    ' Python could not say how it ended: what it left switched off is put back, and the user is told.
    Dim told As String

    told = SopStoppedText(toldLast, Not Application.Interactive)
    ticket = ""
    WatchNoMore
    ShowRunning False
    SopRestoreSettings
    On Error Resume Next
    Application.Interactive = True
    Application.StatusBar = False
    On Error GoTo 0
    MsgBox told, vbExclamation, TITLE
End Sub
