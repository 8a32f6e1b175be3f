"""``python -m sop_excel`` is the command ``sop-excel``."""

import sys

from sop_excel.hosts.cli import main

if __name__ == "__main__":
    sys.exit(main())
