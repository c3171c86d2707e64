"""From signed bytes to a catalogue that a tablet may use, or a refusal with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from kiosk.catalogue.check import findings
from kiosk.catalogue.model import Catalogue
from kiosk.errors import ContentError, StaleError
from kiosk.ids import Mode
from kiosk.signed import SigningKey, VerifyKey, verify

PURPOSE = "catalogue"
CLOCK_TOLERANCE = timedelta(days=1)
"""A tablet's clock may be so far behind the hub's before a catalogue counts as issued in the future."""


def parse(content: bytes) -> Catalogue:
    """Read and check unsigned JSON.

    Raises:
        ContentError: names the first places that are wrong.
    """
    try:
        catalogue = Catalogue.model_validate_json(content)
    except ValidationError as error:
        raise ContentError(_sentence(error)) from None
    except RecursionError:
        raise ContentError("The catalogue is nested too deeply.") from None
    wrong = findings(catalogue)
    if wrong:
        more = f" And {len(wrong) - 3} more." if len(wrong) > 3 else ""
        raise ContentError("The catalogue contradicts itself: " + " ".join(wrong[:3]) + more)
    return catalogue


def encode(catalogue: Catalogue) -> bytes:
    """The JSON of a catalogue: what is signed."""
    return catalogue.model_dump_json(by_alias=True, exclude_defaults=False, indent=1).encode()


def sign(content: bytes, key: SigningKey) -> bytes:
    """Sign the exact bytes `content` after checking that they are a usable catalogue."""
    parse(content)
    return key.sign(PURPOSE, content)


def opened(signed: bytes, hub: VerifyKey) -> Catalogue:
    """The catalogue inside a signed file.

    Raises:
        SignatureError: not signed by `hub`, or altered.
        ContentError: signed, and wrong all the same.
    """
    return parse(verify(signed, PURPOSE, hub))


def check_acceptable(catalogue: Catalogue, *, held: int, mode: Mode, now: datetime) -> None:
    """Refuse a catalogue that must not replace version `held` on a tablet of `mode`.

    Raises:
        StaleError: not newer than what is held, no longer valid, or issued in the future.
        ContentError: made for the other mode.
    """
    if catalogue.mode is not mode:
        raise ContentError(f"The catalogue is for {catalogue.mode} mode and this tablet is in {mode} mode.")
    if catalogue.version <= held:
        raise StaleError(
            f"Catalogue {catalogue.version} is not newer than catalogue {held}, which is in use."
        )
    if catalogue.issued > now + CLOCK_TOLERANCE:
        raise StaleError(
            f"Catalogue {catalogue.version} was issued on {catalogue.issued:%Y-%m-%d %H:%M}, and the clock "
            f"here shows {now:%Y-%m-%d %H:%M}. Set the clock."
        )
    if catalogue.valid_until <= now:
        raise StaleError(
            f"Catalogue {catalogue.version} was valid until {catalogue.valid_until:%Y-%m-%d %H:%M}."
        )


def _sentence(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False)
    first = problems[0]
    place = ".".join(str(step) for step in first["loc"]) or "the file"
    more = f" And {len(problems) - 1} more places." if len(problems) > 1 else ""
    return f"The catalogue is wrong at {place}: {first['msg']}.{more}"
