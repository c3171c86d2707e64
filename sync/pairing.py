"""The one-time code that pairs a tablet with a hub, and the proofs made with it.

Both sides show that they know the code by HMAC-SHA256 over what they send: a tablet that reaches
another hub, and a hub that hears another tablet, notice it. The code itself is never sent.
"""

from __future__ import annotations

import hashlib
import hmac

from kiosk.claims.codes import Code
from kiosk.ids import Mode, TabletId
from kiosk.signed import VerifyKey


def lookup_of(code: Code) -> str:
    """What the tablet sends instead of the code: 80 random bits cannot be tried from it."""
    return hashlib.sha256(f"kiosk pairing lookup {code}".encode()).hexdigest()


def proof_key(code: Code) -> bytes:
    """What the hub keeps of the code until it is used."""
    return hashlib.sha256(f"kiosk pairing proof {code}".encode()).digest()


def tablet_proof(key: bytes, tablet_key: VerifyKey, name: str) -> str:
    """Proves that this tablet's key and name come from whoever was given the code."""
    return hmac.new(key, b"tablet" + tablet_key + name.encode(), hashlib.sha256).hexdigest()


def hub_proof(key: bytes, hub_key: VerifyKey, tablet_key: VerifyKey, tablet: TabletId, mode: Mode) -> str:
    """Proves that this hub's key, the tablet's id and the mode come from whoever made the code."""
    content = b"hub" + hub_key + tablet_key + f"{tablet}\n{mode.value}".encode()
    return hmac.new(key, content, hashlib.sha256).hexdigest()
