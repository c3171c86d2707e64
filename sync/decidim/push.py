"""Handing over by the platform's interface, so that a crash or a lost answer anywhere gives one post.

For each row: it is written down as being sent, committed, sent once, and written down as done. When a
run finds a row that was being sent, or whose answer was lost, it asks the platform for our own posts
first. That a post is not there counts only after `SETTLE_SECONDS`: until then a slow server may still
be at work on the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from kiosk.errors import HandoverError
from sync.decidim.errors import NotSignedIn, Outcome, PlatformError, Refused, Unsupported
from sync.decidim.ledger import Row, State, note, note_if_unchanged, parent_of, rows
from sync.decidim.ledger_tables import utc
from sync.decidim.outgoing import Way
from sync.decidim.platform import OutgoingComment, OutgoingProposal, Place, Posted
from sync.decidim.pusher import Pusher, only_pusher
from sync.hub.store import HubStore

SETTLE_SECONDS = 900
"""No server works longer on one request; what is not there by then will not come."""
_LOST_IN_A_ROW = 3
"""So many lost answers one after another end a run: the platform is not well."""
PROPOSAL_TYPE, DEBATE_TYPE = "Decidim::Proposals::Proposal", "Decidim::Debates::Debate"


class Writes(Protocol):
    """The part of `sync.decidim.platform.Platform` that a push needs."""

    def push_proposal(self, proposal: OutgoingProposal) -> Posted:
        """Publish it: one call."""

    def push_comment(self, comment: OutgoingComment) -> Posted:
        """Publish it: one call."""

    def find_own(self, item: OutgoingProposal | OutgoingComment) -> tuple[Posted, ...]:
        """What of ours bears its reference, oldest first; an error where absence is not proven."""


Step = Callable[[str, Row], None]
"""Is told each step of each row, as it has come."""


def _unwatched(_step: str, _row: Row) -> None:
    """Where nobody watches."""


@dataclass
class PushReport:
    """What one run did, by receipt."""

    done: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    """Were there already: their answer had been lost."""
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """May be there; the next run finds out."""
    waiting: list[str] = field(default_factory=list)
    """Comments whose proposal is not on the platform yet."""
    left: int = 0
    """Not sent, because the run stopped or their place is closed."""
    closed: dict[str, str] = field(default_factory=dict)
    """Component, or what is commented, where we may not write now, to what the platform says of it."""
    stopped: str = ""
    """Why the run ended early, in one sentence."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left that needs another run or a look."""
        return not (self.refused or self.unknown or self.left or self.closed or self.stopped)


def push(
    store: HubStore, platform: Writes, *, watch: Step = _unwatched, most: int | None = None
) -> PushReport:
    """Send what is planned for the interface: proposals first, then the comments on them.

    Args:
        store: the hub, whose ledger is planned.
        platform: where to.
        watch: is told each step.
        most: at most so many posts in this run.

    Raises:
        HandoverError: another process is handing over.
    """
    with only_pusher(store) as pusher:
        return _Run(store, platform, pusher, watch, most).run()


class _Run:
    """One run of one pusher."""

    def __init__(
        self, store: HubStore, platform: Writes, pusher: Pusher, watch: Step, most: int | None
    ) -> None:
        self._store, self._platform, self._pusher, self._watch = store, platform, pusher, watch
        self._most = most
        self._lost = 0
        self._report = PushReport()

    def run(self) -> PushReport:
        """Proposals, then comments; of each, what is in doubt first."""
        for kind in ("proposal", "comment"):
            for states in ((State.SENDING, State.UNKNOWN), (State.PLANNED,)):
                for row in rows(self._store, states=states, way=Way.API):
                    if row.kind != kind:
                        continue
                    if self._report.stopped or (self._most is not None and self._most <= 0):
                        self._report.left += 1
                    elif states == (State.PLANNED,):
                        self._send(row)
                    else:
                        self._settle(row)
        return self._report

    # -- in doubt ----------------------------------------------------------------------------------

    def _settle(self, row: Row) -> None:
        """Find out whether a row that was being sent is there."""
        try:
            posted = self._platform.find_own(self._outgoing(row))
        except (PlatformError, HandoverError) as error:
            self._note(row, State.UNKNOWN, str(error))
            self._report.unknown.append(row.receipt)
            # What is not shown stays in doubt by itself; any other failure is the platform's.
            if isinstance(error, PlatformError) and not isinstance(error, Unsupported):
                self._report.stopped = str(error)
            return
        self._watch("read again", row)
        if posted:
            self._found(row, [post.id for post in posted])
        elif self._settled(row) and row.changed_here:
            # Moderation has changed or hidden it since: what was planned then may not go out any more.
            self._note(row, State.HELD, "changed_here", changed_here=False)
        elif self._settled(row):
            self._note(row, State.PLANNED, "")
            self._watch("surely not there", row)
            self._send(replace(row, state=State.PLANNED))
        else:
            self._note(row, State.UNKNOWN, row.reason)
            self._report.unknown.append(row.receipt)

    def _settled(self, row: Row) -> bool:
        if row.sent_at is None:
            return True
        return utc(self._store.clock()) - row.sent_at >= timedelta(seconds=SETTLE_SECONDS)

    def _found(self, row: Row, ids: list[str]) -> None:
        more = f"also there as {', '.join(ids[1:])}" if ids[1:] else ""
        self._note(row, State.DONE, more, remote=ids[0])
        self._report.found.append(row.receipt)

    # -- sending -----------------------------------------------------------------------------------

    def _send(self, row: Row) -> None:
        if row.kind == "comment" and not self._subject_is_there(row):
            return
        outgoing = self._outgoing(row)
        place = _place(outgoing)
        if place in self._report.closed:
            self._report.left += 1
            return
        self._watch("to be written down", row)
        with self._store.transaction() as connection:
            self._pusher.keep(connection)
            now = self._store.clock()
            attempt = {"attempts": row.attempts + 1, "sent_at": utc(now)}
            if not note_if_unchanged(connection, row, now, state=State.SENDING.value, reason="", **attempt):
                return  # changed or hidden a moment ago: the next plan knows
        self._watch("written down", row)
        if self._most is not None:
            self._most -= 1
        try:
            if isinstance(outgoing, OutgoingProposal):
                posted = self._platform.push_proposal(outgoing)
            else:
                posted = self._platform.push_comment(outgoing)
        except PlatformError as error:
            self._failed(row, place, error)
            return
        self._lost = 0
        self._watch("answered", row)
        self._note(row, State.DONE, "", remote=posted.id)
        self._watch("done", row)
        self._report.done.append(row.receipt)

    def _failed(self, row: Row, place: str, error: PlatformError) -> None:
        if error.outcome is not Outcome.NOT_DONE:
            # Done without an id, or unknown: the next look at our own posts tells.
            self._note(row, State.UNKNOWN, str(error))
            self._report.unknown.append(row.receipt)
            self._lost += 1
            if self._lost >= _LOST_IN_A_ROW:
                self._report.stopped = str(error)
        elif isinstance(error, Refused):
            self._lost = 0
            self._note(row, State.REFUSED, str(error))
            self._report.refused.append(row.receipt)
        else:
            # The platform, or our right to write there, and not this post: it waits.
            self._note(row, State.PLANNED, str(error))
            self._report.left += 1
            if isinstance(error, NotSignedIn):
                self._report.closed[place] = str(error)
            else:
                self._report.stopped = str(error)

    def _subject_is_there(self, row: Row) -> bool:
        try:
            if parent_of(self._store, row):
                return True
        except HandoverError:
            self._note(row, State.HELD, "no_parent")
            return False
        if row.reason != "waits_for_parent":
            self._note(row, State.PLANNED, "waits_for_parent")
        self._report.waiting.append(row.receipt)
        return False

    def _outgoing(self, row: Row) -> OutgoingProposal | OutgoingComment:
        if row.kind == "comment":
            return OutgoingComment(
                kind=DEBATE_TYPE if row.details.debate else PROPOSAL_TYPE,
                subject=parent_of(self._store, row),
                body=row.text.body,
                language=row.text.locale,
                reference=row.receipt,
                alignment=row.details.alignment,
            )
        details = row.details
        place = None
        if details.latitude is not None and details.longitude is not None:
            place = Place(details.address, details.latitude, details.longitude)
        return OutgoingProposal(
            component=row.component,
            title=row.text.title,
            body=row.text.body,
            language=row.text.locale,
            reference=row.receipt,
            place=place,
            classes=details.classes.taxonomies,
        )

    def _note(self, row: Row, state: State, reason: str, **values: object) -> None:
        with self._store.transaction() as connection:
            note(connection, row.deposit, self._store.clock(), state=state.value, reason=reason, **values)


def _place(outgoing: OutgoingProposal | OutgoingComment) -> str:
    """Where it goes, as one right to write: a component, or one thing that is commented."""
    if isinstance(outgoing, OutgoingProposal):
        return f"component {outgoing.component}"
    return f"{outgoing.kind} {outgoing.subject}"
