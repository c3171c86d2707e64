"""What was published, in its published form: for the public pages, exports and the central platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kiosk.contributions.sealing import NOWHERE
from kiosk.ids import ActivityId, ConsultationId, DepositId, DepositKind
from kiosk.receipts import Receipt, receipt_of
from sync.hub.moderation.decision import State, Status, state_of
from sync.hub.moderation.journal import Journal
from sync.hub.moderation.listed import Listed, Viewer, Wanted
from sync.hub.moderation.reading import Reading, supports
from sync.hub.store import HubStore

_NOBODY = Viewer("")


@dataclass(frozen=True)
class Published:
    """A contribution as everybody may read it.

    No contribution carries an age: it is asked once, apart, at the end of a visit. No contact is in it.
    """

    id: DepositId
    kind: DepositKind
    consultation: ConsultationId
    activity: ActivityId
    on: date
    language: str
    parts: Mapping[str, str]
    """The published texts by field, or by key of a survey's question; control characters are gone."""
    edited: bool
    """Whether moderators took something out, where ``[…]`` stands. It must be said beside the text."""
    theme: str = ""
    quartier: str = ""
    category: str = ""
    proposal: str = ""
    alignment: int = 0
    dictated: bool = False
    merged: tuple[Receipt, ...] = ()
    """Receipts of those that say the same, which this one stands for."""
    supports: int = 0
    """For this one and for all it stands for. Whoever supported two of them is in it twice: nobody is asked
    who they are, so that nobody can know."""
    slug: str = ""
    """What this one is called in a catalogue, where tablets let people support it and comment on it."""

    @property
    def receipt(self) -> Receipt:
        """What the resident holds."""
        return receipt_of(self.id)

    @property
    def title(self) -> str:
        """The title, where there is one."""
        return self.parts.get("title", "")

    @property
    def text(self) -> str:
        """Everything but the title, paragraph by paragraph."""
        return "\n\n".join(text for name, text in self.parts.items() if name != "title")


def slug_of(deposit: DepositId) -> str:
    """The id of a published contribution in a catalogue: supports and comments name it by this."""
    return "k-" + receipt_of(deposit).replace("-", "").lower()


def published_contributions(
    store: HubStore, *, consultation: str = "", activity: str = ""
) -> Iterator[Published]:
    """What is published of a consultation, of one activity, or of all; newest day first, then by random id.

    Remarks about the kiosk belong to no consultation: `published_remarks` gives them.

    Raises:
        VaultError: the contributions key is missing or damaged.
    """
    reading = Reading(store, None)
    wanted = Wanted(consultation=consultation, activity=activity, status=Status.PUBLISHED.value)
    counted: dict[str, Counter[str]] = {}
    for one in reading.listed(_NOBODY, wanted):
        item = one.item
        if item.consultation == NOWHERE[0]:
            continue
        if item.activity not in counted:
            counted[item.activity] = supports(store, item.activity, store.contributions_open_key())
        yield _published(one, counted[item.activity])


def published_remarks(store: HubStore) -> Iterator[Published]:
    """What people said of the kiosk, as far as it was published. Raises `VaultError` without the key."""
    reading = Reading(store, None)
    shown = [one for one in reading.of(NOWHERE) if one.state.status is Status.PUBLISHED]
    for one in sorted(shown, key=lambda one: (-one.item.on.toordinal(), one.item.id)):
        yield _published(one, Counter())


def states(store: HubStore, activity: str) -> dict[DepositId, State]:
    """How everything of an activity stands that was ever decided upon; what is not in it waits."""
    found = Journal(store).of_activity(activity, store.contributions_open_key())
    return {deposit: state_of(acts) for deposit, acts in found.items()}


def _published(one: Listed, counted: Counter[str]) -> Published:
    item, absorbed = one.item, sorted(one.state.absorbed)
    return Published(
        item.id,
        item.kind,
        item.consultation,
        item.activity,
        item.on,
        item.language,
        dict(one.parts),
        one.state.edited,
        item.theme,
        item.quartier,
        item.category,
        item.proposal,
        item.alignment,
        item.dictated,
        tuple(sorted(receipt_of(other) for other in absorbed)),
        sum(counted[slug_of(name)] for name in (item.id, *absorbed)),
        slug_of(item.id),
    )
