-- Part of sop-excel, MIT licence.
--
-- Starts Python for a command of the ribbon in Excel for Mac. The add-in calls SopRun with "INTERPRETER|COMMAND|NUMBER",
-- the number of a scenario; it answers "" once Python runs, else a sentence for the user. Python runs in the background:
-- Excel must be free to answer its Apple events. Whatever reaches the shell is quoted, and the command is one of those
-- below.

on SopRun(request)
	set {interpreter, planCommand, scenarioIndex} to my partsOf(request)
	if planCommand is not in {"optimize", "check", "compare"} then
		return "This add-in has no command of that name."
	end if
	try
		set scenarioIndex to (scenarioIndex as integer) as text
	on error
		return "This add-in has no scenario of that number."
	end try
	if interpreter does not start with "/" then
		return "The Python of sop-excel must be given by its whole path. Run \"sop-excel addin install\" in a terminal again."
	end if
	try
		do shell script "/bin/test -x " & quoted form of interpreter
	on error
		return "The Python of sop-excel is no longer there. Run \"sop-excel addin install\" in a terminal again."
	end try
	set pythonLine to quoted form of interpreter & " -P -m sop_excel.hosts.excel " & quoted form of planCommand & " --scenario-index " & quoted form of scenarioIndex
	set failureLine to "/usr/bin/osascript -e " & quoted form of (my failureScript())
	try
		do shell script "( " & pythonLine & " || " & failureLine & " ) > /dev/null 2>&1 &"
	on error
		return "sop-excel could not start its Python. Run \"sop-excel doctor\" in a terminal: it says what to do."
	end try
	return ""
end SopRun

on failureScript()
	return "display alert \"sop-excel\" message \"sop-excel stopped before it could say why. Run sop-excel doctor in a terminal: it says what to do.\""
end failureScript

on partsOf(request)
	-- The three parts of the request; three empty ones if it has any other number of them.
	set oldDelimiters to AppleScript's text item delimiters
	set AppleScript's text item delimiters to "|"
	set parts to text items of request
	set AppleScript's text item delimiters to oldDelimiters
	if (count of parts) is not 3 then return {"", "", ""}
	return parts
end partsOf
