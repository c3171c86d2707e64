"""Files of tests lie in memory where there is room: each of their many commits would wait for a disk.

Nothing that is tested depends on the medium: a killed process leaves the same files on either. Whoever
sets TMPDIR decides for themselves.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is named at random, as in any temporary folder
_BYTES_WANTED = 4 * 2**30


def install() -> None:
    """Have temporary files made in memory, by this process and its children."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY).free >= _BYTES_WANTED:
        os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_MEMORY)
        tempfile.tempdir = None  # somebody may have asked before
