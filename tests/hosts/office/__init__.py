"""What runs under the system's Python, which has LibreOffice's bridge: a private office that does jobs on workbooks."""

import uno  # noqa: F401 - from here on Python finds the office's own types in ``com.sun.star``
