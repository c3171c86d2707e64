"""The claim inside an envelope: who takes part, readable by the register alone."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.claims.declared import NAME_CHARACTERS_MAX, DeclaredIdentity, normalised_name
from kiosk.errors import FormatError
from kiosk.ids import DepositId
from kiosk.padding import pad, unpad
from kiosk.sealing import Sealed

CLAIM_BYTES = 896
"""Every claim has this size before sealing: a declared identity is as long as no claim at all.

It holds two names of 60 letters, each of up to four bytes in UTF-8."""


class ClaimRule(StrEnum):
    """How the right to take part is proven."""

    NONE = "none"
    CODE = "code"
    DECLARED = "declared"
    ATTENDED = "attended"


class ProvenClaim(BaseModel):
    """A claim that a tablet has accepted, before a deposit exists."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rule: ClaimRule
    quartier: str = ""
    """Where the person votes; empty when the vote is city-wide."""
    code: str = ""
    """Hex digest of the code, never the code itself."""
    first_name: str = ""
    last_name: str = ""
    birth_date: str = ""
    attended_by: str = ""
    """The facilitator who opened the visit."""

    def person(self) -> str:
        """What is equal when the same right is used twice; empty when nothing can tell."""
        match self.rule:
            case ClaimRule.CODE:
                return f"code {self.code}"
            case ClaimRule.DECLARED:
                return f"declared {self.first_name}\n{self.last_name}\n{self.birth_date}"
            case _:
                return ""

    def declared_identity(self) -> DeclaredIdentity:
        """The identity of a declared claim."""
        return DeclaredIdentity(self.first_name, self.last_name, date.fromisoformat(self.birth_date))


@dataclass(frozen=True)
class BoundClaim:
    """A claim tied to its deposit and to its ballot, as it is sealed.

    The deposit id keeps a copied envelope from counting under a new id; the digest keeps another
    ballot from being slipped into the envelope.
    """

    claim: ProvenClaim
    deposit: str
    ballot: str

    @classmethod
    def bind(cls, claim: ProvenClaim, deposit: DepositId, ballot: Sealed) -> BoundClaim:
        """Tie `claim` to one deposit and one sealed ballot."""
        return cls(claim=claim, deposit=deposit.hex(), ballot=ballot_digest(ballot))

    def encoded(self) -> bytes:
        """`CLAIM_BYTES` bytes, whatever the claim."""
        claim = self.claim
        filled = {name: str(value) for name in _FIELDS if (value := getattr(claim, name))}
        content = {"claim": filled, "deposit": self.deposit, "ballot": self.ballot}
        return pad(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), CLAIM_BYTES)

    @classmethod
    def decoded(cls, padded: bytes) -> BoundClaim:
        """Read back what `encoded` gave. Raises `FormatError` on anything else."""
        try:
            content: Any = json.loads(unpad(padded, CLAIM_BYTES))
            claim = ProvenClaim(**{**content["claim"], "rule": ClaimRule(content["claim"]["rule"])})
            deposit, ballot = content["deposit"], content["ballot"]
            if not isinstance(deposit, str) or not isinstance(ballot, str):
                raise TypeError
            _check_one_writing(claim)
            claim.person().encode()  # half a character cannot be written, and is nobody's name
            return cls(claim, deposit, ballot)
        except (ValueError, KeyError, TypeError, ValidationError, RecursionError):
            raise FormatError("This claim does not parse.") from None


_FIELDS = tuple(ProvenClaim.model_fields)
_OF_RULE = {
    ClaimRule.NONE: {"rule", "quartier"},
    ClaimRule.CODE: {"rule", "quartier", "code"},
    ClaimRule.DECLARED: {"rule", "quartier", "first_name", "last_name", "birth_date"},
    ClaimRule.ATTENDED: {"rule", "quartier", "attended_by"},
}
_CODE = re.compile(r"([0-9a-f]{32})?")


def _check_one_writing(claim: ProvenClaim) -> None:
    """Raise ValueError unless one right has one writing: a tablet may be anything, and doubles must show."""
    filled = {name for name in _FIELDS if getattr(claim, name)}
    if not filled <= _OF_RULE[claim.rule] or not _CODE.fullmatch(claim.code):
        raise ValueError
    if claim.rule is ClaimRule.DECLARED:
        for name in (claim.first_name, claim.last_name):
            if not name or normalised_name(name) != name or len(name) > NAME_CHARACTERS_MAX:
                raise ValueError
        if date.fromisoformat(claim.birth_date).isoformat() != claim.birth_date:
            raise ValueError


def ballot_digest(ballot: Sealed) -> str:
    """SHA-256 of a sealed ballot, in hex."""
    return hashlib.sha256(ballot).hexdigest()
