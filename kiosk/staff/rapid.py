"""Rapid mode: for a queue, every visit begins at one activity, in one language.

It is a fact of the vault, so that it survives a restart; a closing takes it away, in the closing's own
transaction (`kiosk.tablet`). Nothing of it is asked of the person in front: Back leads to everything else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.catalogue.lookup import Openness
from kiosk.errors import StaffError
from kiosk.i18n import LANGUAGES
from kiosk.staff.acts import Act
from kiosk.status import RAPID, Status

if TYPE_CHECKING:
    from kiosk.catalogue.activities import AnyActivity
    from kiosk.catalogue.lookup import Located
    from kiosk.staff.desk import StaffDesk
    from kiosk.tablet import Tablet


@dataclass(frozen=True)
class Rapid:
    """Where every visit begins."""

    located: Located[AnyActivity]
    language: str


def rapid_of(tablet: Tablet) -> Rapid | None:
    """Where visits begin now; None while the mode is off, and from the hour on which the activity closes."""
    index, kept = tablet.index, tablet.vault.fact(RAPID)
    if not kept or index is None or tablet.status not in (Status.OPEN, Status.PAUSED):
        return None
    try:
        said = json.loads(kept)
        located = index.activities.get(said["activity"])
        language, until = said["language"], datetime.fromisoformat(said["until"])
    except (ValueError, KeyError, TypeError):
        return None  # a damaged fact is no reason to stand still: visits begin as ever
    # A second phase of the same activity is another day, for which somebody would choose again.
    if located is None or tablet.clock() >= until or tablet.openness(located) is not Openness.OPEN:
        return None
    return Rapid(located, language)


class RapidMode:
    """Rapid mode, for one person at the desk."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk, self._tablet = desk, desk.tablet

    @property
    def on(self) -> Rapid | None:
        """Where visits begin now."""
        return rapid_of(self._tablet)

    def choices(self) -> tuple[Located[AnyActivity], ...]:
        """The activities that are open now."""
        index, now = self._tablet.index, self._tablet.clock()
        found = index.activities.values() if index is not None else ()
        return tuple(one for one in found if one.phases and one.openness(now) is Openness.OPEN)

    def begin(self, activity: str, language: str) -> Rapid:
        """Lead every visit there from now on, in place of where it led before.

        Raises:
            StaffError: ``activity_not_open``, ``unknown_language``, or what `StaffDesk.may` says.
            VaultError: the disk refused; nothing changed.
        """
        self._desk.may(Act.RAPID)
        located = next((one for one in self.choices() if one.activity.id == activity), None)
        if located is None:
            raise StaffError("activity_not_open")
        if language not in LANGUAGES:
            raise StaffError("unknown_language")
        now = self._tablet.clock()
        until = next(phase.closes for phase in located.phases if phase.opens <= now < phase.closes)
        kept = {"activity": activity, "language": language, "until": until.isoformat()}
        self._write("rapid_began", f"{activity}, {language}", json.dumps(kept))
        return Rapid(located, language)

    def end(self) -> None:
        """Visits begin as ever. Raises `StaffError` as `StaffDesk.may` says."""
        self._desk.may(Act.RAPID)
        self._write("rapid_ended", "", "")

    def _write(self, event: str, detail: str, kept: str) -> None:
        self._tablet.vault.record(self._tablet.clock(), event, self._desk.signed(detail), **{RAPID: kept})
