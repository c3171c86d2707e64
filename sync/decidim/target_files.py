"""Who says where activities go: what was pulled, and a file of the staff.

For a consultation that was pulled this is known: the sidecars of the drafts say which component an
activity is, and its proposals and projects have the platform's own ids. For others, and for what is
to go elsewhere (a component for the kiosk alone, which staff review), one JSON file in the hub's folder
says it, ``decidim-targets.json``; what it says of an activity goes before what was pulled::

    {"format": "kiosk-targets/1", "activities": {"canal-idees": {"component": "12", "posts": {"p1": "345"}}}}
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.errors import FormatError
from sync.decidim.bridge import ANSWERS
from sync.decidim.drafting import DRAFTS, SIDECAR
from sync.decidim.targets import Targets

FILE = "decidim-targets.json"


def load_targets(hub: Path, file: Path | None = None, locale: str = "fr") -> Targets:
    """What was pulled, and over it what the file says.

    Args:
        hub: the hub's folder.
        file: instead of the file in it.
        locale: the platform's default language, for what was pulled.

    Raises:
        FormatError: there is neither, or one of them is malformed; names the place.
    """
    path = file or hub / FILE
    pulled = _pulled(hub, locale)
    if not path.exists():
        if file is None and pulled:
            return _checked(hub / DRAFTS, {"activities": pulled})
        raise FormatError(
            f"{path} is missing: it says which component of the platform each activity goes to."
        )
    told = _json(path)
    activities = told.get("activities")
    if isinstance(activities, dict):
        told["activities"] = pulled | {
            name: pulled.get(name, {}) | one if isinstance(one, dict) else one
            for name, one in activities.items()
        }
    return _checked(path, told)


def _pulled(hub: Path, locale: str) -> dict[str, Any]:
    """A target for each activity of each draft that was pulled."""
    answers = _json(hub / ANSWERS) if (hub / ANSWERS).exists() else {}
    found: dict[str, Any] = {}
    for path in sorted((hub / DRAFTS).glob(f"*{SIDECAR}")):
        origins = _json(path).get("activities", {})
        if not isinstance(origins, dict):
            raise FormatError(f"{path} does not say which component an activity came from.")
        for name, origin in origins.items():
            component = origin.get("component") if isinstance(origin, dict) else None
            target: dict[str, Any] = {"component": component, "locales": [locale], "pulled": True}
            for limit in ("proposal_length", "comment_length"):
                answer = answers.get(f"component.{component}.{limit}")
                target |= {limit: int(answer)} if isinstance(answer, str) and answer.isdigit() else {}
            if name.startswith("debate-"):
                target["debate"] = name.removeprefix("debate-")
            found[name] = target
    return found


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise FormatError(f"{path} cannot be read as JSON.") from None
    if not isinstance(content, dict):
        raise FormatError(f"{path} is not a JSON object.")
    return content


def _checked(path: Path, content: dict[str, Any]) -> Targets:
    try:
        return Targets.model_validate_json(json.dumps(content))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the start"
        raise FormatError(f"{path}: {first['msg']}, at {place}.") from None
