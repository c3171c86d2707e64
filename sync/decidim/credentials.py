"""The API key and its secret: from a file or the environment, for nobody else's eyes, never in a log."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sync.decidim.errors import CredentialsRefused

FILE = "decidim.secret"
"""In the hub's folder: the key on the first line, its secret on the second."""
KEY_VARIABLE, SECRET_VARIABLE = "KIOSK_DECIDIM_KEY", "KIOSK_DECIDIM_SECRET"


@dataclass(frozen=True)
class Credentials:
    """What `POST /api/sign_in` takes; made in Decidim's /system, "API credentials" (0.31 and later)."""

    key: str = field(repr=False)
    secret: str = field(repr=False)

    def form(self) -> dict[str, str]:
        """The fields of the sign-in, as Decidim names them."""
        return {"api_user[key]": self.key, "api_user[secret]": self.secret}


def load_credentials(folder: Path, environment: Mapping[str, str]) -> Credentials | None:
    """The credentials of this hub: the environment first, then the file; None where there are none.

    Raises:
        CredentialsRefused: only one half is set, or the file is malformed or can be read by others.
    """
    key, secret = environment.get(KEY_VARIABLE, ""), environment.get(SECRET_VARIABLE, "")
    if key or secret:
        if not (key and secret):
            raise CredentialsRefused(f"Set both {KEY_VARIABLE} and {SECRET_VARIABLE}, or neither.")
        return Credentials(key, secret)
    path = folder / FILE
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise CredentialsRefused(f"{path} can be read by others. Run: chmod 600 {path}.")
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise CredentialsRefused(f"{path} cannot be read as text.") from None
    words = [line.strip() for line in lines if line.strip()]
    if len(words) != 2 or not all(word.isascii() and word.isprintable() for word in words):
        raise CredentialsRefused(f"{path} must have two lines: the key, and its secret.")
    return Credentials(words[0], words[1])
