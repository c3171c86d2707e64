"""From a list to the people on it, written as a claim writes them: one right has one writing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kiosk.catalogue.lookup import Found
from kiosk.claims.claim import ClaimRule, ProvenClaim
from kiosk.claims.codes import Code, digest_of, parse_code, printed
from kiosk.claims.declared import declare
from kiosk.errors import ClaimError, FormatError
from sync.hub.sheet_reading import table

_CODE = {"code": ("code", "code de vote", "code de participation", "voting code")}
_DECLARED = {
    "first_name": ("first name", "first names", "given name", "prenom", "prenoms"),
    "last_name": ("last name", "surname", "family name", "nom", "nom de famille"),
    "birth_date": ("birth date", "birthdate", "date of birth", "date de naissance", "ne le", "nee le"),
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_SENTENCES = {
    "code_incomplete": "the code is too short",
    "code_mistyped": "the code is mistyped",
    "name_missing": "a name is missing",
    "name_too_long": "a name is too long",
    "birth_date_unreadable": "the birth date cannot be read (day/month/year, or year-month-day)",
    "birth_date_impossible": "the birth date cannot be",
}


class RowError(FormatError):
    """A row of a list cannot be read; a page turns ``reason`` into words."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"Row {row}: {_SENTENCES.get(reason, reason)}. Nothing was imported.")
        self.row, self.reason = row, reason


@dataclass(frozen=True)
class Listed:
    """Somebody on a list: a code, or a declared identity."""

    cells: tuple[str, ...]
    """(code), or (first name, last name, birth date as year-month-day)."""

    def person(self, found: Found) -> str:
        """What equals `ProvenClaim.person` of whoever used the same right at the kiosk."""
        if len(self.cells) == 1:
            digest = digest_of(Code(self.cells[0]), found.consultation_id, found.activity_id)
            return ProvenClaim(rule=ClaimRule.CODE, code=digest.hex()).person()
        first, last, born = self.cells
        claim = ProvenClaim(rule=ClaimRule.DECLARED, first_name=first, last_name=last, birth_date=born)
        return claim.person()

    def shown(self) -> tuple[str, ...]:
        """As a list to strike shows it."""
        return (printed(Code(self.cells[0])),) if len(self.cells) == 1 else self.cells


def headings(rule: ClaimRule) -> tuple[str, ...]:
    """The columns of a list for a vote with that claim."""
    return tuple(_CODE if rule is ClaimRule.CODE else _DECLARED)


def read_list(content: bytes, found: Found, today: date) -> Iterator[Listed]:
    """Everybody on a list, row by row, repeated ones too.

    Raises:
        FormatError: the file, or a row of it, cannot be read; names the row. Nothing of it may be used then.
    """
    by_code = found.activity.claim is ClaimRule.CODE
    for number, cells in table(content, _CODE if by_code else _DECLARED):
        try:
            if by_code:
                yield Listed((parse_code(cells["code"]),))
            else:
                born = _ISO.sub(r"\3/\2/\1", cells["birth_date"])
                identity = declare(cells["first_name"], cells["last_name"], born, today)
                yield Listed((identity.first_name, identity.last_name, identity.birth_date.isoformat()))
        except ClaimError as error:
            raise RowError(number, error.reason) from None


def encoded(people: Iterable[Listed]) -> bytes:
    """As they are sealed: JSON, sorted, so that the order of the list is gone."""
    cells = sorted(one.cells for one in people)
    return json.dumps({"format": "kiosk-channel/1", "people": cells}, ensure_ascii=False).encode()


def decoded(content: bytes) -> tuple[Listed, ...]:
    """Read back what `encoded` gave. Raises `FormatError` on anything else."""
    try:
        people = json.loads(content)["people"]
        listed = tuple(Listed(tuple(map(str, cells))) for cells in people)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FormatError("A list of those who took part elsewhere does not parse.") from None
    if any(len(one.cells) not in (1, 3) for one in listed):
        raise FormatError("A list of those who took part elsewhere does not parse.")
    return listed
