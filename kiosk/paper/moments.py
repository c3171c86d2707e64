"""Days and hours as papers say them, in the paper's language."""

from __future__ import annotations

from datetime import date, datetime

from kiosk.i18n import NO_BREAK_SPACE, Translator


def day(tr: Translator, value: date) -> str:
    """A date in words that stays on one line: ``15 October 2027``."""
    return tr.day(value, NO_BREAK_SPACE)


def moment(tr: Translator, value: datetime) -> str:
    """A date and an hour in the machine's time zone, which is named: papers are read elsewhere too."""
    local, nbsp = value.astimezone(), NO_BREAK_SPACE
    hour = f"{local.hour}{nbsp}h{nbsp}{local.minute:02}" if tr.base in ("fr", "oc") else f"{local:%H:%M}"
    offset = local.strftime("%z")
    zone = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return tr("{day} at {hour} ({zone})", day=day(tr, local), hour=hour, zone=zone)
