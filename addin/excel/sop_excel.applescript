-- Part of sop-excel, MIT licence.
--
-- Starts Python for a command of the ribbon in Excel for Mac. The add-in calls SopRun with "COMMAND|NUMBER", the number
-- of a scenario; it answers "" once Python runs, else a sentence for the user. Any macro of any workbook can call this,
-- and what it starts is outside Excel's sandbox: so which Python runs is not asked for but stands here, written by
-- "sop-excel addin install", and nothing but a command of those below and a number is taken. Python runs in the
-- background: Excel must be free to answer its Apple events. Whatever reaches the shell is quoted.

property interpreter : "@INTERPRETER@"

on SopRun(request)
	set {planCommand, scenarioNumber} to my partsOf(request)
	if planCommand is not in {"optimize", "check", "compare", "adopt", "clean", "forecast", "safety-stock", "chain", "roll", "pull", "publish", "runs", "compare-rules", "undo"} then
		return "This add-in has no command of that name."
	end if
	if not my isNumber(scenarioNumber) then
		return "This add-in has no scenario of that number."
	end if
	if interpreter does not start with "/" then
		return "The script of sop-excel does not know its Python. Run \"sop-excel addin install\" in a terminal again."
	end if
	try
		do shell script "/bin/test -x " & quoted form of interpreter
	on error
		return "The Python of sop-excel is no longer there. Run \"sop-excel addin install\" in a terminal again."
	end try
	set pythonLine to quoted form of interpreter & " -I -m sop_excel.hosts.excel " & quoted form of planCommand & " --scenario " & quoted form of scenarioNumber
	set failureLine to "/usr/bin/osascript -e " & quoted form of (my restoreScript()) & " -e " & quoted form of (my failureScript())
	try
		do shell script "( " & pythonLine & " || " & failureLine & " ) > /dev/null 2>&1 &"
	on error
		return "sop-excel could not start its Python. Run \"sop-excel doctor\" in a terminal: it says what to do."
	end try
	return ""
end SopRun

on restoreScript()
	return "try
tell application \"Microsoft Excel\" to run VB macro \"sop_excel.xlam!SopRibbon.SopRestore\"
end try"
end restoreScript

on failureScript()
	return "display alert \"sop-excel\" message \"sop-excel stopped before it could say why. If it was writing, close the workbook without saving. Run sop-excel doctor in a terminal: it says what to do. What was done: the newest file in Library/Logs/sop-excel.\""
end failureScript

on isNumber(digits)
	-- Whether this is a number of at most nine digits and nothing else.
	if (count of digits) < 1 or (count of digits) > 9 then return false
	repeat with digit in (characters of digits)
		if digit is not in "0123456789" then return false
	end repeat
	return true
end isNumber

on partsOf(request)
	-- The two parts of the request; two empty ones if it has any other number of them.
	set oldDelimiters to AppleScript's text item delimiters
	set AppleScript's text item delimiters to "|"
	set parts to text items of (request as text)
	set AppleScript's text item delimiters to oldDelimiters
	if (count of parts) is not 2 then return {"", ""}
	return parts
end partsOf
