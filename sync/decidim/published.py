"""From what moderation has published to what goes out. Nothing else ever goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.ids import DepositKind
from kiosk.receipts import Receipt
from sync.decidim.outgoing import Kind, Outgoing
from sync.hub.moderation.published import Published, published_contributions
from sync.hub.store import HubStore

_KINDS: dict[DepositKind, Kind] = {DepositKind.PROPOSAL: "proposal", DepositKind.COMMENT: "comment"}


def published_outgoing(store: HubStore) -> list[Outgoing]:
    """Everything that is published now.

    Raises:
        VaultError: the contributions key is missing or damaged.
    """
    return list(outgoing(published_contributions(store)))


def outgoing(published: Iterable[Published]) -> Iterator[Outgoing]:
    """Proposals and comments, ready to be planned.

    Supports stay here: on the platform each one belongs to an account. A comment on a proposal that
    moderation merged into another goes to that one.
    """
    found = [one for one in published if one.kind in _KINDS]
    stands_for = {_slug(receipt): one.slug for one in found for receipt in one.merged}
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
    return "k-" + receipt.replace("-", "").lower()
