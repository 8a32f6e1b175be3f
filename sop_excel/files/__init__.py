"""Files on disk: the one way in which files are written, what belongs to them, and who else has them open."""

from sop_excel.files.lock import held
from sop_excel.files.writer import (
    OvertakenError,
    fitting_name,
    private_folder,
    refuse_taken,
    standing_digest,
    write,
    write_bytes,
)

__all__ = [
    "OvertakenError",
    "fitting_name",
    "held",
    "private_folder",
    "refuse_taken",
    "standing_digest",
    "write",
    "write_bytes",
]
