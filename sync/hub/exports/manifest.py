"""The manifest of an archive: what is in it, signed by the hub, and the check that nothing was changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.errors import FormatError, SignatureError
from kiosk.signed import VerifyKey, verify

PURPOSE = "archive"
NAME = "manifest.signed"
READABLE = "manifest.json"
_PIECE = 1 << 16
_MANIFEST_MAX = 10_000_000


class Member(BaseModel):
    """One file of an archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds. No time of making: the same state of the hub gives the same archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: str = "kiosk-archive/1"
    mode: str
    organiser: str
    consultation: str
    title: str
    catalogue_version: int
    erased_on: str | None
    """The day that was announced for erasing the contributions; whoever holds the archive should too."""
    figures: dict[str, object]
    files: tuple[Member, ...]

    def encoded(self) -> bytes:
        """JSON, UTF-8."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1).encode() + b"\n"


@dataclass(frozen=True)
class Checked:
    """An archive that is whole."""

    manifest: Manifest
    bytes: int


def digest_of(file: BinaryIO) -> tuple[int, str]:
    """(bytes, SHA-256 in hex) of what is left to read of `file`."""
    digest, size = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def check_archive(path: Path, key: VerifyKey) -> Checked:
    """Check that an archive is as the hub with that key signed it.

    Raises:
        FormatError: it is no such archive, or a file of it is missing, added or altered; names the first.
        SignatureError: another hub signed the manifest, or it was altered.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(archive, key)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise FormatError(f"{path.name} is not a whole archive: {error}.") from None


def _checked(archive: zipfile.ZipFile, key: VerifyKey) -> Checked:
    names = archive.namelist()
    if NAME not in names:
        raise FormatError(f"There is no {NAME} in it: this is no archive of a hub.")
    if archive.getinfo(NAME).file_size > _MANIFEST_MAX:
        raise FormatError(f"{NAME} is too large to be one.")
    content = verify(archive.read(NAME), PURPOSE, key)
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        raise FormatError("The manifest is signed and does not parse: a newer hub wrote it.") from None
    if sorted(names) != sorted([NAME, READABLE, *(member.name for member in manifest.files)]):
        told = {member.name for member in manifest.files} | {NAME, READABLE}
        odd = sorted(set(names) ^ told) or sorted(name for name in names if names.count(name) > 1)
        raise FormatError(f"{odd[0]} is missing, or is in the archive without being in its manifest.")
    if archive.read(READABLE) != content:
        raise SignatureError(f"{READABLE} is not what {NAME} signs.")
    total = 0
    for member in manifest.files:
        with archive.open(member.name) as file:
            size, digest = digest_of(file)  # type: ignore[arg-type]  # reads as a binary file does
        if (size, digest) != (member.bytes, member.sha256):
            raise FormatError(f"{member.name} was altered: its digest is not the one in the manifest.")
        total += size
    return Checked(manifest, total)
