"""What pytest must not import: a script for the system's Python, which has LibreOffice's bridge."""

collect_ignore = ["hosts/calc_driver.py"]
