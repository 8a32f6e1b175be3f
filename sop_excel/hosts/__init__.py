"""Who calls us: the command line, workbook files, the open Excel, its add-in; siblings that do not know each other."""
