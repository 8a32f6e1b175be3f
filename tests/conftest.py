"""What pytest must not import, and random tests that try the same examples on every continuous-integration run."""

import os

from hypothesis import settings

collect_ignore = ["hosts/calc_driver.py"]  # for the system's Python, which has LibreOffice's bridge

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "default")
