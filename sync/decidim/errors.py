"""What can go wrong between the hub and the central platform, as one tree.

WireError
└── PlatformError           `outcome`: whether a write may have happened all the same
    ├── Unreachable         no connection: surely not done
    ├── LostAnswer          sent, and no whole answer came back: unknown
    ├── TooManyRequests     429; `retry_after_seconds`: surely not done
    ├── Maintenance         a page for people instead of an answer: unknown
    ├── ServerFailed        5xx: unknown
    ├── NotSignedIn         401, 403 or an error code that says so, also after signing in again
    ├── CredentialsRefused  the key or its secret is wrong, missing or readable by others
    ├── Redirected          it lives elsewhere: surely not done
    ├── DocumentRefused     this version does not know what was asked: surely not done
    ├── Refused             understood and declined, `codes` say why: surely not done
    ├── PartialAnswer       data and errors in one answer: never taken for whole
    ├── UnexpectedAnswer    not JSON, too large, or of another shape: unknown
    └── Unsupported         this platform or version has no such thing
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.errors import WireError


class Outcome(StrEnum):
    """Whether what was to be written is there now."""

    NOT_DONE = "surely not done"
    DONE = "surely done"
    UNKNOWN = "unknown"
    """Only reading again tells; writing again could double it."""


class PlatformError(WireError):
    """The central platform did not do what was asked; the sentence says what and what to do."""

    reason = "platform"
    usual_outcome = Outcome.UNKNOWN
    passing = False
    """Whether asking again later may help by itself."""

    def __init__(
        self, sentence: str, *, outcome: Outcome | None = None, retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.outcome = outcome or self.usual_outcome
        self.retry_after_seconds = retry_after_seconds
        self.noted = False
        """Whether it has been told to whoever keeps events: once is enough."""


class Unreachable(PlatformError):
    """No connection came about."""

    usual_outcome = Outcome.NOT_DONE
    passing = True


class LostAnswer(PlatformError):
    """The request went out and no whole answer came back."""

    passing = True


class TooManyRequests(PlatformError):
    """The platform's throttle; it stands in front of the application."""

    usual_outcome = Outcome.NOT_DONE
    passing = True


class Maintenance(PlatformError):
    """A page for people came instead of an answer."""

    passing = True


class ServerFailed(PlatformError):
    """5xx: it may have failed before or after it wrote."""

    passing = True


class NotSignedIn(PlatformError):
    """The token is missing, expired or not enough."""

    usual_outcome = Outcome.NOT_DONE


class CredentialsRefused(PlatformError):
    """The API key or its secret cannot be used."""

    usual_outcome = Outcome.NOT_DONE


class Redirected(PlatformError):
    """The platform answers from another address; a token is not carried there."""

    usual_outcome = Outcome.NOT_DONE


class DocumentRefused(PlatformError):
    """The query does not fit this version's schema; nothing of it was executed."""

    usual_outcome = Outcome.NOT_DONE


class Refused(PlatformError):
    """Understood and declined."""

    usual_outcome = Outcome.NOT_DONE

    def __init__(self, sentence: str, *, codes: tuple[str, ...] = (), outcome: Outcome | None = None) -> None:
        super().__init__(sentence, outcome=outcome)
        self.codes = codes


class PartialAnswer(PlatformError):
    """Data and errors came together."""

    def __init__(self, sentence: str, *, data: object = None, outcome: Outcome | None = None) -> None:
        super().__init__(sentence, outcome=outcome)
        self.data = data
        """What did come, for whoever must find out what was written."""


class UnexpectedAnswer(PlatformError):
    """Not JSON, too large, or of another shape than this version's schema says."""


class Unsupported(PlatformError):
    """This platform, in this version, has no such thing."""

    usual_outcome = Outcome.NOT_DONE
