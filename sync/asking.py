"""Asking a hub whether it is there: what the doctor of a device needs of the wire."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from kiosk.doctor.machine import HubAnswer


def ask_hub(address: str, timeout_seconds: float) -> HubAnswer:
    """The hub's answer and its time; an empty one where nobody answers."""
    try:
        response = httpx.get(f"{address.rstrip('/')}/v1/health", timeout=timeout_seconds)
    except (httpx.HTTPError, httpx.InvalidURL):
        return HubAnswer()
    try:
        date = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return HubAnswer(response.status_code)
    return HubAnswer(response.status_code, date if date.tzinfo else date.replace(tzinfo=UTC))
