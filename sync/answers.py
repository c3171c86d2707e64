"""What a tablet does with the hub's answer, whichever way it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.errors import FormatError
from kiosk.tablet import Tablet
from sync.parcel import unpack_answer


@dataclass(frozen=True)
class Answered:
    """What one answer changed."""

    acknowledged: int
    refused: int
    refused_because: Mapping[str, int]
    """Reason to number."""


def take_answer(tablet: Tablet, signed: bytes, expected_parcel: str | None = None) -> Answered:
    """Check and record an acknowledgement; the same one again changes nothing.

    Raises:
        SignatureError: not signed by our hub; FormatError: not ours, or for another parcel.
    """
    answer = unpack_answer(signed, tablet.pairing.hub_key)
    if answer.tablet != tablet.pairing.tablet:
        raise FormatError(f"This acknowledgement is for tablet {answer.tablet}, not for this one.")
    if expected_parcel is not None and answer.parcel != expected_parcel:
        raise FormatError("This acknowledgement is for another parcel.")
    now = tablet.clock()
    # What was refused before is not told again.
    waiting = set(tablet.vault.undelivered_ids()) if answer.refused else set()
    because = Counter(reason for deposit, reason in answer.refused.items() if deposit in waiting)
    acknowledged, refused = tablet.vault.answer(answer.accepted, answer.refused, now.date())
    if refused:
        tablet.vault.log(now, "refused_by_hub", f"{refused} deposits")
    return Answered(acknowledged, refused, dict(because))
