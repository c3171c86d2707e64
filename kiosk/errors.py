"""Every error the kiosk raises on purpose, as one tree.

    KioskError                      something was refused; the sentence says what, where, what to do
    ├── SettingsError               kiosk.toml: names file, key and what is allowed
    ├── CatalogueError              a catalogue was refused
    │   ├── SignatureError          a signed file does not verify under the expected key
    │   ├── StaleError              a version or date that is not newer, or no longer valid
    │   └── ContentError            the content contradicts itself; names the place
    ├── ClaimError                  a claim is refused at the tablet (reason in ``.reason``)
    ├── BallotError                 a ballot breaks a rule of its activity (reason in ``.reason``)
    ├── ContributionError           an answer breaks a rule of its question (reason in ``.reason``)
    ├── VisitError                  a step that the visit does not allow now
    ├── StaffError                  an act that the role or the tablet's state does not allow (``.reason``)
    ├── BackupError                 a backup cannot be written, read or taken (reason in ``.reason``)
    ├── SealError                   something sealed cannot be opened with this key for this purpose
    ├── VaultError                  the vault refuses, with nothing written
    │   └── ClockError              the clock is behind what has already been recorded
    ├── PrinterError                the receipt printer does not answer, or has no paper
    ├── FormatError                 a file or message that does not parse; names the place
    │   └── PabulibError            a .pb file; names file and line
    ├── WireError                   carrying between tablet and hub
    │   ├── PairingError            the one-time code or the hub's answer is wrong
    │   ├── HubUnreachable          no answer; trying again later is right
    │   ├── HubRefused              the hub answered no, with a reason; trying again is useless
    │   └── StickError              a stick that is missing, full, read-only, pulled out or not to be believed
    ├── CountError                  the box may not or cannot be opened
    ├── ExportError                 something may not leave the hub as it is; says what is to be decided first
    ├── HandoverError               something that may not go to the central platform now
    ├── ModerationError             an act on a contribution that is refused (reason in ``.reason``)
    └── UsageError                  the command line was used wrongly (exit code 2)
        └── UnpairedError           no tablet is paired on this machine

Each leaf's message is one sentence for the person who reads it. Words for residents are not made
here: screens translate ``reason``.
"""

from __future__ import annotations


class KioskError(Exception):
    """Something was refused; ``str()`` is one sentence that says what, where and what to do."""


class SettingsError(KioskError):
    """A setting is unknown, of the wrong type or impossible."""


class CatalogueError(KioskError):
    """A catalogue was refused and nothing was applied."""


class SignatureError(CatalogueError):
    """A signed file does not verify under the expected key."""


class StaleError(CatalogueError):
    """A version or a date that is not newer than what is held, or no longer valid."""


class ContentError(CatalogueError):
    """The content contradicts itself; the message names the place."""


class ReasonedError(KioskError):
    """A refusal with a closed-set reason that a screen turns into words of the resident's language."""

    def __init__(self, reason: str, sentence: str = "") -> None:
        super().__init__(sentence or reason)
        self.reason = reason


class ClaimError(ReasonedError):
    """A claim is refused at the tablet."""


class BallotError(ReasonedError):
    """A ballot breaks a rule of its activity."""


class ContributionError(ReasonedError):
    """An answer, or a whole contribution, breaks a rule of its question."""


class VisitError(ReasonedError):
    """A step that the visit does not allow now."""


class StaffError(ReasonedError):
    """An act of the staff that their role or the tablet's state does not allow."""


class BackupError(ReasonedError):
    """A backup cannot be written, read or taken; the vault is as it was."""


class SealError(KioskError):
    """Something sealed cannot be opened with this key for this purpose."""


class VaultError(KioskError):
    """The vault refuses, with nothing written."""


class ClockError(VaultError):
    """The clock is behind what has already been recorded."""


class PrinterError(KioskError):
    """The receipt printer does not answer, or has no paper."""


class FormatError(KioskError):
    """A file or message that does not parse; the message names the place."""


class PabulibError(FormatError):
    """A .pb file that cannot be read; names file and line."""


class WireError(KioskError):
    """Carrying between tablet and hub failed."""

    reason = "wire"
    """Of a closed set (`kiosk.carrying_words`), which a screen turns into words."""

    def __init__(self, sentence: str = "", reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason or self.reason


class PairingError(WireError):
    """The one-time code or the hub's answer is wrong."""


class HubUnreachable(WireError):
    """No answer; trying again later is right."""

    reason = "unreachable"


class HubRefused(WireError):
    """The hub answered no, with a reason; trying again is useless until something changes."""

    reason = "refused"


class StickError(WireError):
    """A stick cannot be used, or not any longer. What was to be carried is still where it was."""

    reason = "unwritable"


class CountError(KioskError):
    """The ballot box may not be opened now, or cannot be."""


class ExportError(KioskError):
    """Something may not leave the hub as it is; the sentence says what is to be decided first."""

    def __init__(self, sentence: str, *, undecided: bool = False) -> None:
        super().__init__(sentence)
        self.undecided = undecided
        """Whether a review has to be finished first."""


class ModerationError(ReasonedError):
    """An act on a contribution is refused; nothing was decided."""

    def __init__(self, reason: str, sentence: str, **values: str) -> None:
        super().__init__(reason, sentence)
        self.values = values
        """What the sentence names, for the pages that say it in another language."""


class HandoverError(KioskError):
    """A push, a lot or a figure that may not go to the central platform now; nothing was changed."""


class UsageError(KioskError):
    """The command line was used wrongly."""


class UnpairedError(UsageError):
    """No tablet is paired on this machine; `kiosk run` asks for the pairing then."""
