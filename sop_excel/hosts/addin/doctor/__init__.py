"""What ``sop-excel doctor`` looks at, one file a subject."""
