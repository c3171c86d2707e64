"""Importing the printer's library leaves the rest of the process as it was."""

from __future__ import annotations

import subprocess
import sys

from tests.test_imports import ROOT

PROBE = """
import logging, sys
import kiosk.printing.printer, kiosk.printing.receipt, screens.start
assert "escpos" not in sys.modules, "imported before it is needed"
from kiosk.printing.commands import Paper, commands
from kiosk.printing.sheet import Code, Text
commands([Text("x"), Code("y")], Paper())
assert "escpos" in sys.modules
assert logging.getLogger().handlers == []
"""


def test_the_library_comes_late_prints_nothing_and_sets_up_no_logging() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
