"""From what moderation has published to what goes out. Nothing else ever goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from kiosk.ids import DepositId, DepositKind
from kiosk.receipts import Receipt
from sync.decidim.outgoing import Kind, Outgoing

_SLUG = "k-"
"""Before a receipt without its dashes: what a published contribution is called in a catalogue."""
_KINDS: dict[DepositKind, Kind] = {DepositKind.PROPOSAL: "proposal", DepositKind.COMMENT: "comment"}


class PublishedOne(Protocol):
    """A contribution as moderation publishes it."""

    @property
    def id(self) -> DepositId: ...
    @property
    def kind(self) -> DepositKind: ...
    @property
    def activity(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def parts(self) -> Mapping[str, str]: ...
    @property
    def edited(self) -> bool: ...
    @property
    def theme(self) -> str: ...
    @property
    def quartier(self) -> str: ...
    @property
    def proposal(self) -> str: ...
    @property
    def alignment(self) -> int: ...
    @property
    def merged(self) -> tuple[Receipt, ...]: ...
    @property
    def receipt(self) -> Receipt: ...


def outgoing(published: Iterable[PublishedOne]) -> Iterator[Outgoing]:
    """Proposals and comments, ready to be planned.

    Supports stay here: on the platform each one belongs to an account. A comment on a proposal that
    moderation merged into another goes to that one.
    """
    found = [one for one in published if one.kind in _KINDS]
    stands_for = {_slug(receipt): one.receipt for one in found for receipt in (*one.merged, one.receipt)}
    for one in found:
        yield Outgoing(
            deposit=one.id,
            kind=_KINDS[one.kind],
            activity=one.activity,
            title=one.parts.get("title", ""),
            body=one.parts.get("body", ""),
            language=one.language,
            place=one.parts.get("place", ""),
            theme=one.theme,
            quartier=one.quartier,
            parent=stands_for.get(one.proposal, one.proposal),
            alignment=one.alignment,
            edited=one.edited,
        )


def _slug(receipt: Receipt) -> str:
    return _SLUG + receipt.replace("-", "").lower()
