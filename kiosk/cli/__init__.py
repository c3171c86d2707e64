"""The command line: `kiosk --help`. Nothing heavy is imported before a command runs."""

from kiosk.cli.main import main

__all__ = ["main"]
