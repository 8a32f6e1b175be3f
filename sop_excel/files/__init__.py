"""Files on disk: the one way in which files are written, what belongs to them, and who else has them open."""

from sop_excel.files.lock import held
from sop_excel.files.writer import OvertakenError, refuse_taken, standing_digest, write, write_bytes

__all__ = ["OvertakenError", "held", "refuse_taken", "standing_digest", "write", "write_bytes"]
