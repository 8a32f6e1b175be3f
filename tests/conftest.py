"""Random tests try the same examples on every continuous-integration run."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if "CI" in os.environ else "default")
