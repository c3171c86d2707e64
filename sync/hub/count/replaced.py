"""Which codes of a vote were replaced: what the tablets told the register, and the catalogue allows."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.replacement import opened_replacement
from kiosk.errors import FormatError, SealError
from kiosk.sealing import OpenKey


def replaced_codes(
    index: CatalogueIndex, found: Found, contents: Iterable[bytes], key: OpenKey
) -> frozenset[str]:
    """Digests, in hex, of the codes that others were handed out for.

    What does not open, or names codes that cannot stand for one another, takes nobody's vote away.
    """
    if found.activity.code_replacement != "staff":
        return frozenset()
    codes, mode = index.codes.get(found.activity.id, {}), index.catalogue.mode
    replaced: set[str] = set()
    for content in contents:
        try:
            pair = opened_replacement(content, key, mode, found.consultation_id, found.activity_id)
        except (SealError, FormatError):
            continue
        quartier = codes.get(pair.old)
        if quartier is not None and codes.get(pair.new) == quartier and pair.old != pair.new:
            replaced.add(pair.old.hex())
    return frozenset(replaced)
