"""Who calls us: the command line and the workbook file. Only a host knows what a file is."""
