"""The clock: who sets it, what it was compared with, and the zone that closing hours are shown in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kiosk.doctor.check import Check, good, look, mend
from kiosk.doctor.machine import HubAnswer, Machine

SKEW_ODD, SKEW_WRONG = timedelta(minutes=1), timedelta(minutes=10)


def look_at_clock(machine: Machine) -> Iterator[Check]:
    """What the machine itself knows."""
    shown = f"It is {machine.now().astimezone():%Y-%m-%d %H:%M %Z}."
    facts = _facts(machine.run("timedatectl", "show"))
    if facts.get("NTPSynchronized") == "yes":
        yield good("clock", f"{shown} The network sets it.")
    else:
        why = "It has not been set by the network" if facts else "Nobody knows who sets it"
        yield look(
            "clock",
            f"{shown} {why}.",
            "Compare it with a watch. Opening and closing follow it.",
        )
    zone = facts.get("Timezone") or (machine.read("/etc/timezone") or "").strip()
    if zone in ("", "UTC", "Etc/UTC", "Etc/UCT", "Universal"):
        yield look(
            "time zone",
            f"The time zone is {zone or 'not known'}.",
            "Set it, or hours are shown in universal time: timedatectl set-timezone Europe/Paris.",
        )
    else:
        yield good("time zone", f"{zone}.")


def compared_with_hub(machine: Machine, answer: HubAnswer) -> Iterator[Check]:
    """How far the clock is from the hub's, where the hub has answered."""
    if answer.date is None:
        return
    skew = machine.now() - answer.date
    words = f"It is {_duration(abs(skew))} {'ahead of' if skew > timedelta(0) else 'behind'} the hub's."
    if abs(skew) >= SKEW_WRONG:
        yield mend("clock and hub", words, "Set it: votes would open and close at a wrong hour.")
    elif abs(skew) >= SKEW_ODD:
        yield look("clock and hub", words, "Set it when there is time.")
    else:
        yield good("clock and hub", "It agrees with the hub's within a minute.")


def _duration(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 120:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"


def _facts(text: str | None) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (text or "").splitlines() if "=" in line)
