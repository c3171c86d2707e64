"""The double envelope as bytes: a sealed claim outside, a sealed ballot inside."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from kiosk.errors import FormatError
from kiosk.sealing import Sealed

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Envelope:
    """Two sealed parts that stay together until the register has cut the claim off."""

    claim: Sealed
    ballot: Sealed

    def to_bytes(self) -> bytes:
        """Length of the claim, the claim, the ballot."""
        return _LENGTH.pack(len(self.claim)) + self.claim + self.ballot

    @classmethod
    def from_bytes(cls, content: bytes) -> Envelope:
        """Read back what `to_bytes` gave. Raises `FormatError` when a part is missing."""
        if len(content) < _LENGTH.size:
            raise FormatError("This envelope is cut.")
        (length,) = _LENGTH.unpack_from(content)
        claim, ballot = content[_LENGTH.size : _LENGTH.size + length], content[_LENGTH.size + length :]
        if len(claim) != length or not claim or not ballot:
            raise FormatError("This envelope is cut.")
        return cls(Sealed(claim), Sealed(ballot))
