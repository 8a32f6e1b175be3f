"""``python -m sop_excel.sheets.templates DIR``: build every template into a folder."""

import argparse
from pathlib import Path

from sop_excel.sheets.templates.build import build_all


def main() -> None:
    """Read the folder from the command line and build."""
    parser = argparse.ArgumentParser(prog="python -m sop_excel.sheets.templates", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the workbooks go")
    build_all(parser.parse_args().folder)


if __name__ == "__main__":
    main()
