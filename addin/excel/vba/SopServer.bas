Attribute VB_Name = "SopServer"
Option Explicit
Option Private Module

' Part of sop-excel, MIT licence.
'
' What the module "xlwings" beside this one calls: which library to load and which Python serves the worksheet
' functions. Both come from our own settings alone.

#If Mac Then
#ElseIf VBA7 Then
    Private Declare PtrSafe Function SopLoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As LongPtr
#Else
    Private Declare Function SopLoadLibrary Lib "kernel32" Alias "LoadLibraryA" (ByVal path As String) As Long
#End If

Public Sub XLPyLoadDLL()
    ' Loads the library by its whole path, so that none of that name is looked for anywhere else.
    #If Mac Then
        Err.Raise vbObjectError + 513, "sop-excel", "Worksheet functions run in Excel for Windows."
    #Else
        Dim folder As String

        folder = FolderOf(ServerInterpreter())
        If SopLoadLibrary(folder & "\" & LibraryName()) <> 0 Then Exit Sub
        If SopLoadLibrary(FolderOf(folder) & "\" & LibraryName()) <> 0 Then Exit Sub
        Err.Raise vbObjectError + 513, "sop-excel", _
            LibraryName() & " is not beside the Python of sop-excel. Run ""sop-excel doctor"" in a terminal: it says what to do."
    #End If
End Sub

Public Function XLPyCommand() As String
    ' The command line of the server: nothing of any workbook in it. The library puts the identifier in place.
    XLPyCommand = """" & ServerInterpreter() & """ -I -c ""import xlwings; xlwings.serve('$(CLSID)')"""
End Function

Private Function ServerInterpreter() As String
    ' pythonw.exe if it stands beside the interpreter: it has no window to show.
    Dim interpreter As String
    Dim problem As String
    Dim windowless As String

    interpreter = SopInterpreter(problem)
    If problem <> "" Then Err.Raise vbObjectError + 513, "sop-excel", problem
    windowless = FolderOf(interpreter) & "\pythonw.exe"
    If LCase$(Right$(interpreter, 11)) = "\python.exe" And FileIsThere(windowless) Then interpreter = windowless
    ServerInterpreter = interpreter
End Function

Private Function LibraryName() As String
    #If Win64 Then
        LibraryName = "xlwings64-" & XLWINGS_VERSION & ".dll"
    #Else
        LibraryName = "xlwings32-" & XLWINGS_VERSION & ".dll"
    #End If
End Function

Private Function FolderOf(ByVal path As String) As String
    If InStrRev(path, "\") > 1 Then FolderOf = Left$(path, InStrRev(path, "\") - 1)
End Function
