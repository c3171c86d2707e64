"""A tap by the way the terminal's come. Pilot's clicks go to the screen, past the application's own eye."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from screens.shell import KioskShell


async def tap(app: KioskShell, pilot: Pilot[Any], widget: Widget) -> None:
    """Touch the middle of a widget and let go."""
    x, y = widget.region.center
    for kind in (events.MouseDown, events.MouseUp):
        app.post_message(kind(None, int(x), int(y), 0, 0, 1, False, False, False, int(x), int(y)))
        await pilot.pause()
