"""What pytest must not import here."""

collect_ignore = ["basic_driver.py"]  # runs under the system's Python, which has LibreOffice's bridge
