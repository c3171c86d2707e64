"""The figures of a closing in one signed line: short enough for a QR code, and checked at the hub.

A line is a signed container (`kiosk.signed`, purpose ``closing``) with spaces for its line ends, so that a
scanner types it at once::

    KIOSK-SIGNED-1 closing <fingerprint> <signature> 1 <tablet> <mode> <status> <catalogue> <clock>
    <cast> <aboard> <carried> <acknowledged> <refused> <visits> <abandoned> <root> <lines>

`root` and `lines` are SHA-256 in hex: of the ids of what is undelivered, as in the tablet's statement, and
of the statement's lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from kiosk.errors import FormatError, SignatureError
from kiosk.signed import VerifyKey, signer, verify
from kiosk.staff.period import ABANDONED, VISITS
from kiosk.tablet import Tablet

PURPOSE = "closing"
_VERSION = "1"
_HEAD_WORDS = 4


@dataclass(frozen=True)
class ClosingStatement:
    """What a tablet says of itself when it is closed: figures and digests, no content."""

    tablet: str
    mode: str
    status: str
    catalogue: int
    clock: str
    """UTC, to the minute: ``2027-03-10T18:02Z``."""
    cast: int
    aboard: int
    carried: int
    acknowledged: int
    refused: int
    visits: int
    abandoned: int
    root: str
    lines: str


def closing_statement(tablet: Tablet) -> ClosingStatement:
    """The figures as they stand now."""
    account = tablet.vault.account()
    told = tablet.statement()
    lines = told["lines"]
    assert isinstance(lines, list)  # noqa: S101 - it is this program's own
    return ClosingStatement(
        tablet=tablet.pairing.tablet,
        mode=tablet.pairing.mode.value,
        status=tablet.status.value,
        catalogue=int(str(told["catalogue"])),
        clock=f"{str(told['clock'])[:16]}Z",
        cast=sum(line.cast for line in account),
        aboard=sum(line.aboard for line in account),
        carried=sum(line.carried for line in account),
        acknowledged=sum(line.acknowledged for line in account),
        refused=sum(line.refused for line in account),
        visits=tablet.vault.counter(VISITS),
        abandoned=tablet.vault.counter(ABANDONED),
        root=str(told["root"]),
        lines=lines_digest(lines),
    )


def lines_digest(lines: Iterable[Mapping[str, object]]) -> str:
    """SHA-256 of a statement's lines, whatever their order and that of their fields."""
    names = ("consultation", "activity", "kind", "cast", "acknowledged", "refused")
    rows = sorted([line[name] for name in names] for line in lines)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def signed_line(tablet: Tablet, statement: ClosingStatement) -> str:
    """The statement with the tablet's signature, as one line of ASCII."""
    payload = " ".join((_VERSION, *map(str, astuple(statement))))
    return tablet.signing_key.sign(PURPOSE, payload.encode()).decode().replace("\n", " ")


def signer_of(line: str) -> str:
    """The fingerprint that a line claims, so that its tablet can be looked up. Raises `SignatureError`."""
    return signer(_container(line), PURPOSE)


def read_closing(line: str, key: VerifyKey) -> ClosingStatement:
    """Read a line that was scanned.

    Raises:
        SignatureError: this tablet did not sign it, or it was altered or cut.
        FormatError: signed, and not a closing statement of this version all the same.
    """
    version, *fields = verify(_container(line), PURPOSE, key).decode("utf-8", "replace").split(" ")
    try:
        tablet, mode, status, catalogue, clock, *figures, root, lines = fields
        if version != _VERSION:
            raise ValueError(version)
        cast, aboard, carried, acknowledged, refused, visits, abandoned = map(int, figures)
        return ClosingStatement(
            tablet,
            mode,
            status,
            int(catalogue),
            clock,
            cast,
            aboard,
            carried,
            acknowledged,
            refused,
            visits,
            abandoned,
            root,
            lines,
        )
    except ValueError:
        raise FormatError("This closing statement is of another version of the kiosk.") from None


def _container(line: str) -> bytes:
    words = line.strip().split(" ")
    if len(words) <= _HEAD_WORDS or not line.isascii():
        raise SignatureError("This is not a closing statement, or it is cut.")
    head, key, payload = words[:2], words[2:_HEAD_WORDS], words[_HEAD_WORDS:]
    return "\n".join(" ".join(part) for part in (head, key, payload)).encode()
