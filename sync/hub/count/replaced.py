"""Which codes of a vote were replaced: what the tablets told the register, and the catalogue allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kiosk.catalogue.lookup import CatalogueIndex, Found
from kiosk.claims.replacement import opened_replacement
from kiosk.errors import FormatError, SealError
from kiosk.sealing import OpenKey


def replaced_codes(
    index: CatalogueIndex, found: Found, contents: Iterable[bytes], key: OpenKey
) -> Mapping[str, frozenset[str]]:
    """Digests, in hex, of the codes that others were handed out for, each to those others.

    What does not open, or names codes that cannot stand for one another, takes nobody's vote away.
    """
    if found.activity.code_replacement != "staff":
        return {}
    codes, mode = index.codes.get(found.activity.id, {}), index.catalogue.mode
    replaced: defaultdict[str, set[str]] = defaultdict(set)
    for content in contents:
        try:
            pair = opened_replacement(content, key, mode, found.consultation_id, found.activity_id)
        except (SealError, FormatError):
            continue
        quartier = codes.get(pair.old)
        if quartier is not None and codes.get(pair.new) == quartier and pair.old != pair.new:
            replaced[pair.old.hex()].add(pair.new.hex())
    return {old: frozenset(new) for old, new in replaced.items()}
