"""What can happen to a request on its way to the platform and back."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What happens to one request."""

    DROP_BEFORE = "drop before"
    """The connection is closed; nothing was executed."""
    DROP_AFTER = "drop after"
    """Executed, and the connection is closed without an answer."""
    CUT = "cut"
    """Executed, and the connection is closed in the middle of the answer."""
    THROTTLED = "429"
    """429 with ``Retry-After`` and an HTML body, as Rack::Attack answers; nothing was executed."""
    FAILED_BEFORE = "500 before"
    FAILED_AFTER = "500 after"
    """Executed, then 500 ``{"errors": [...], "data": {}}``."""
    GATEWAY = "504"
    """Executed, and the proxy gave up waiting: 504 with an HTML body."""
    SLOW = "slow"
    """Executed; the answer comes after `Platform.slow_seconds`."""
    WRONG_TYPE = "wrong type"
    """Executed; every text of the answer that is not an id has become a number, a picture a PDF."""
    NOT_JSON = "not JSON"
    PARTIAL = "partial"
    """Executed; the answer has data and an error."""
    EXPIRED = "expired"
    """The token has expired: 401, nothing was executed."""
    EXPIRED_CODE = "expired code"
    """The token has expired, and the platform takes the caller for a stranger."""
    MAINTENANCE = "maintenance"
    """503 with an HTML page; nothing was executed."""
    MAINTENANCE_200 = "maintenance 200"
    """The same page with status 200."""
    REDIRECTED = "redirected"
    """301 to another host; nothing was executed."""
    HUGE = "huge"
    """An answer that does not end within any limit."""


NOT_EXECUTED = {
    Fault.DROP_BEFORE,
    Fault.THROTTLED,
    Fault.FAILED_BEFORE,
    Fault.EXPIRED,
    Fault.EXPIRED_CODE,
    Fault.MAINTENANCE,
    Fault.MAINTENANCE_200,
    Fault.REDIRECTED,
}
"""Faults after which the request has surely had no effect."""
