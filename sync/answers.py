"""What a tablet does with the hub's answer, whichever way it came."""

from __future__ import annotations

from kiosk.errors import FormatError
from kiosk.tablet import Tablet
from sync.parcel import unpack_answer


def take_answer(tablet: Tablet, signed: bytes, expected_parcel: str | None = None) -> tuple[int, int]:
    """Check and record an acknowledgement; the same one again changes nothing.

    Returns:
        How many deposits became acknowledged, and refused, now.

    Raises:
        SignatureError: not signed by our hub; FormatError: not ours, or for another parcel.
    """
    answer = unpack_answer(signed, tablet.pairing.hub_key)
    if answer.tablet != tablet.pairing.tablet:
        raise FormatError(f"This acknowledgement is for tablet {answer.tablet}, not for this one.")
    if expected_parcel is not None and answer.parcel != expected_parcel:
        raise FormatError("This acknowledgement is for another parcel.")
    now = tablet.clock()
    result = tablet.vault.answer(answer.accepted, answer.refused, now.date())
    if answer.refused and result[1]:
        tablet.vault.log(now, "refused_by_hub", f"{result[1]} deposits")
    return result
