"""What is the same in every spreadsheet, be it a file or an open workbook: addresses, formulas, formats, tables."""
