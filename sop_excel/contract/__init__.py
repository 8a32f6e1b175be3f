"""The workbook contract as data: tables, columns, settings and layouts, each said once."""
