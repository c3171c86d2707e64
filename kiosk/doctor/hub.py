"""The hub: whether it answers now. Without it everything works, so its silence is never an error."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from kiosk.doctor.check import Check, good, look
from kiosk.doctor.machine import HubAnswer

_HERE = ("localhost", "127.0.0.1", "::1")


def look_at_hub(address: str, answer: HubAnswer) -> Iterator[Check]:
    """What the hub at `address` answered."""
    if answer.status == 0:
        yield look(
            "hub",
            f"{address} does not answer. The kiosk works without it for weeks.",
            "Sync when there is a network, or carry by USB stick.",
        )
    elif answer.status != 200:
        yield look(
            "hub",
            f"{address} answers {answer.status}, which is not what a hub answers.",
            "Ask who looks after the hub.",
        )
    else:
        yield good("hub", f"{address} answers.")
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        yield look(
            "line to the hub",
            "What is carried is sealed and signed, but the line itself is not encrypted.",
            "Give the hub an https address, and pair anew with it.",
        )
