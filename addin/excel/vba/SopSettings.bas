Attribute VB_Name = "SopSettings"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' The settings: the user's own file, which "sop-excel addin install" wrote, then the hidden sheet of this add-in.
' Nothing else is ever asked. A workbook that came by mail, or a file that lies beside it, must not be able to choose
' which program runs; so no other workbook and no folder of one is looked at.

Private Const SETTINGS_SHEET As String = "sop_excel.conf"
' What Python says in the status bar while it writes.
Private Const WRITING As String = "writing the"

Public Function GetConfig(ByVal key As String, Optional ByVal fallback As String = "") As String
    ' The value of a setting, or the fallback if neither the user's file nor the add-in has it.
    Dim value As String

    If FoundInFile(UserFile(), key, value) Then
        GetConfig = value
    ElseIf FoundInAddin(key, value) Then
        GetConfig = value
    Else
        GetConfig = fallback
    End If
End Function

Public Function SopAddinVersion() As String
    ' The version of this file, whatever version of the program is installed.
    On Error Resume Next
    SopAddinVersion = CStr(ThisWorkbook.Worksheets(SETTINGS_SHEET).Range("B1").Value)
    On Error GoTo 0
End Function

Public Function SopInterpreter(ByRef problem As String) As String
    ' The Python that install chose. If it cannot be used, nothing, and the problem in a sentence.
    Dim interpreter As String

    interpreter = GetConfig("INTERPRETER")
    problem = ""
    If interpreter = "" Then
        problem = "sop-excel does not know its Python. Run ""sop-excel addin install"" in a terminal, then start Excel again."
    ElseIf Not IsPlainAbsolutePath(interpreter) Then
        problem = "The Python of sop-excel must be given by its whole path, without % or quotes. It is: " & _
            Left$(interpreter, 80) & ". Run ""sop-excel addin install"" in a terminal again."
    ElseIf Not FileIsThere(interpreter) Then
        problem = "The Python of sop-excel is no longer there: " & Left$(interpreter, 120) & _
            ". Run ""sop-excel addin install"" in a terminal again."
    Else
        SopInterpreter = interpreter
    End If
End Function

Public Function SopStoppedText(ByVal lastTold As String, Optional ByVal wasHeld As Boolean = False) As String
    ' What to tell where Python ended without a word, by what it last told in the status bar, and by whether it had taken
    ' the keyboard, which it does to write.
    SopStoppedText = "sop-excel stopped before it could say why. Run ""sop-excel doctor"" in a terminal: " & _
        "it finds what is wrong and says what to do." & SopLogText()
    If wasHeld Or InStr(lastTold, WRITING) > 0 Then
        SopStoppedText = "sop-excel stopped while it was writing: old and new cells may stand side by side. " & _
            "Close the workbook without saving, open it again and run again." & vbNewLine & vbNewLine & SopStoppedText
    End If
End Function

Public Function SopLogText() As String
    ' Where it is written down what was done.
    Dim folder As String

    folder = GetConfig("LOGS")
    If folder <> "" Then SopLogText = vbNewLine & vbNewLine & "What was done: the newest file in " & folder
End Function

Public Function IsPlainAbsolutePath(ByVal path As String) As Boolean
    ' A whole path in which no program on the way to Python could see anything but a path.
    Dim at As Long

    For at = 1 To Len(path)
        If InStr("""%|<>*?$`", Mid$(path, at, 1)) > 0 Then Exit Function
        If AscW(Mid$(path, at, 1)) >= 0 And AscW(Mid$(path, at, 1)) < 32 Then Exit Function
    Next at
    #If Mac Then
        IsPlainAbsolutePath = (Left$(path, 1) = "/")
    #Else
        IsPlainAbsolutePath = (path Like "[A-Za-z]:\*") Or (path Like "\\?*\?*")
    #End If
End Function

Public Function FileIsThere(ByVal path As String) As Boolean
    #If Mac Then
        ' Excel's sandbox hides files outside it. The script that starts Python looks, and tells.
        FileIsThere = True
    #Else
        On Error Resume Next
        FileIsThere = ((GetAttr(path) And vbDirectory) = 0)
        If Err.Number <> 0 Then FileIsThere = False
        On Error GoTo 0
    #End If
End Function

Public Function UserFile() As String
    ' Where install keeps the settings of this user.
    #If Mac Then
        Dim home As String

        home = Environ$("HOME")
        If InStr(home, "/Library/Containers/") = 0 Then home = home & "/Library/Containers/com.microsoft.Excel/Data"
        UserFile = home & "/sop_excel.conf"
    #Else
        If Environ$("USERPROFILE") = "" Then Exit Function
        UserFile = Environ$("USERPROFILE") & "\.sop_excel\sop_excel.conf"
    #End If
End Function

Private Function FoundInFile(ByVal path As String, ByVal key As String, ByRef value As String) As Boolean
    ' Looks for a line "KEY","value". A file that is not there, or not like that, has no settings.
    Dim handle As Integer
    Dim settingKey As String
    Dim settingValue As String
    Dim opened As Boolean

    If path = "" Then Exit Function
    handle = FreeFile
    On Error GoTo unreadable
    Open path For Input Access Read As #handle
    opened = True
    Do While Not EOF(handle)
        Input #handle, settingKey, settingValue
        If UCase$(settingKey) = UCase$(key) Then
            value = settingValue
            FoundInFile = True
            Exit Do
        End If
    Loop
unreadable:
    If opened Then Close #handle
End Function

Private Function FoundInAddin(ByVal key As String, ByRef value As String) As Boolean
    ' Looks in columns A and B of the hidden sheet of this add-in.
    Dim sheet As Worksheet
    Dim row As Long

    On Error GoTo noSheet
    Set sheet = ThisWorkbook.Worksheets(SETTINGS_SHEET)
    row = 1
    Do While CStr(sheet.Cells(row, 1).Value) <> ""
        If UCase$(CStr(sheet.Cells(row, 1).Value)) = UCase$(key) Then
            value = CStr(sheet.Cells(row, 2).Value)
            FoundInAddin = True
            Exit Function
        End If
        row = row + 1
    Loop
noSheet:
End Function
