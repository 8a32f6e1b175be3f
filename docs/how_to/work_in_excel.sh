# The add-in's file, the same bytes each time; on Windows or a Mac `sop-excel addin install` puts it in place.
sop-excel addin build -o sop_excel.xlam

# What is wrong with this installation, if anything, and what to do.
sop-excel doctor
