"""Classic Excel through xlwings: worksheet functions, and the ribbon's commands on the open workbook."""
