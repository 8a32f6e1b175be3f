"""Files of other forms, read as sheets of raw cells: text with separators, OpenDocument, and workbooks of old Excel."""
