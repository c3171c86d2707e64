"""Before the first day: the tablet is paired with its hub, then its own administrator gets a PIN."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.claims.codes import DIGITS
from kiosk.errors import KioskError, PairingError
from kiosk.ids import Mode
from screens.resident.claims import PinField
from screens.staff.step import StaffStep, name_of
from screens.widgets.field import CodeField, Field
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import KEYBOARD_CODE, KEYBOARD_DIGITS, KEYBOARD_WEB, Layout, azerty
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField

if TYPE_CHECKING:
    from screens.app import KioskApp

    Pair = Callable[[str, str, str], None]
    """Pairs this machine: the hub's address, the one-time code, what the staff call the tablet. Called in a
    thread; raises `KioskError`."""

_OF_PAIRING = {"unreachable": "unreachable_pairing", "no_catalogue": "hub_without_catalogue"}
_QR_MAX, _ADDRESS_MAX, _NAME_MAX, _PIN_MAX = 300, 200, 40, 12


class _SettingUp(StaffStep):
    """A step before anybody can come to the desk; a refusal stands in place of the question."""

    keyboard: Layout | None = None

    def __init__(
        self,
        app: KioskApp,
        question: str,
        field: Field,
        *,
        main: str,
        main_short: str = "",
        back: bool = True,
    ) -> None:
        super().__init__(
            app, question, back=None if back else "", main=main, main_short=main_short, leave=False
        )
        self.field = field

    def compose_body(self) -> ComposeResult:
        """The field, the keys."""
        yield self.field
        if self.keyboard is not None:
            yield Keyboard(self.keyboard, self.field, self.tr)

    def on_mount(self) -> None:
        """Typing and scanning work at once."""
        self.field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Enter, or the end of a scan."""
        event.stop()
        self.submitted(event.value)

    def submitted(self, value: str) -> None:  # noqa: ARG002
        """What is typed was ended with Enter."""
        self.on_main()

    def say(self, text: str) -> None:
        """In place of the question: a message above the bottom bar would lie over the keys."""
        self.ask(f"▲ {text}")


class PairScreen(_SettingUp):
    """Scan what the hub shows; or type it."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(
            app,
            app.tr("This tablet is new. Scan the square on the pairing sheet."),
            TextField(limit=_QR_MAX),
            main=app.tr("No scanner: type it →"),
            main_short=app.tr("Type it →"),
            back=False,
        )

    def compose_body(self) -> ComposeResult:
        """Where the sheet comes from."""
        yield self.field
        yield Plain(
            self.tr("Whoever looks after the hub prints this sheet. It is good for one tablet, once."),
            classes="words",
        )

    def submitted(self, value: str) -> None:
        """A scan has ended."""
        from sync.pair import parse_qr

        try:
            address, code = parse_qr(value)
        except PairingError as error:
            self.refuse(error)
        else:
            self.kiosk.staff.show(NameScreen(self.kiosk, address, code))

    def on_main(self) -> None:
        """By hand."""
        self.kiosk.staff.show(AddressScreen(self.kiosk))


class AddressScreen(_SettingUp):
    """Where the hub is."""

    keyboard = KEYBOARD_WEB

    def __init__(self, app: KioskApp, typed: str = "") -> None:
        field = TextField(limit=_ADDRESS_MAX, anew=False)
        field.write(typed)
        super().__init__(
            app, app.tr("Type the address of the hub, as on the sheet."), field, main=app.tr("Continue →")
        )

    def renewed(self) -> AddressScreen:
        """With what was typed."""
        return AddressScreen(self.kiosk, self.field.value)

    def on_main(self) -> None:
        """Then the code."""
        address = self.field.value.strip()
        if address.startswith(("http://", "https://")):
            self.kiosk.staff.show(CodeOfHubScreen(self.kiosk, address))
        else:
            self.say(self.tr("An address begins with https:// or http://."))

    def above(self) -> StaffStep:
        """The scan."""
        return PairScreen(self.kiosk)


class CodeOfHubScreen(_SettingUp):
    """The one-time code."""

    keyboard = KEYBOARD_CODE

    def __init__(self, app: KioskApp, address: str, typed: str = "") -> None:
        field = CodeField(DIGITS)
        field.write(typed)
        super().__init__(
            app, app.tr("Type the one-time code, as on the sheet."), field, main=app.tr("Continue →")
        )
        self._address = address

    def renewed(self) -> CodeOfHubScreen:
        """With what was typed."""
        return CodeOfHubScreen(self.kiosk, self._address, self.field.value)

    def on_main(self) -> None:
        """Then the name."""
        self.kiosk.staff.show(NameScreen(self.kiosk, self._address, self.field.value))

    def above(self) -> StaffStep:
        """The address."""
        return AddressScreen(self.kiosk, self._address)


class NameScreen(_SettingUp):
    """What the staff call it; then the hub is asked."""

    def __init__(self, app: KioskApp, address: str, code: str, typed: str = "") -> None:
        field = TextField(limit=_NAME_MAX, anew=False)
        field.write(typed or app.place)
        self.keyboard = azerty(app.tr.language)
        super().__init__(app, app.tr("What do the staff call this tablet?"), field, main=app.tr("Pair it →"))
        self._address, self._code = address, code

    def renewed(self) -> NameScreen:
        """With what was typed."""
        return NameScreen(self.kiosk, self._address, self._code, self.field.value)

    def on_main(self) -> None:
        """Pair."""
        app, pair = self.kiosk, self.kiosk.pair
        address, code, name = self._address, self._code, self.field.value.strip() or "Tablet"
        if pair is None or self.busy:
            return
        self.ask(self.tr("The hub is called…"))
        self.work(lambda: pair(address, code, name), lambda _: app.load_again())

    def refuse(self, error: KioskError) -> None:
        """Say it in words of the pairing; with the network back, the same is tried again."""
        name = name_of(error)
        self.say(self.kiosk.staff.reason(self.tr, _OF_PAIRING.get(name, name)))

    def above(self) -> StaffStep:
        """From the beginning: a code that was refused is no use any more."""
        return PairScreen(self.kiosk)


class PairedScreen(StaffStep):
    """What this tablet is now; its first PIN comes next."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(
            app,
            app.tr("✔ Paired. Now choose the PIN of the administrator."),
            back="",
            main=app.tr("Choose a PIN →"),
            leave=False,
        )

    def compose_body(self) -> ComposeResult:
        """Mode, hub, catalogue."""
        tr, pairing, index = self.tr, self.tablet.pairing, self.tablet.index
        official = pairing.mode is Mode.OFFICIAL
        lines = [
            tr("Official votes: everything counts") if official else tr("Test mode: nothing counts"),
            tr("Tablet: {name}", name=pairing.tablet),
            tr("Hub: {address}", address=pairing.hub_address),
        ]
        if index is not None:
            lines.append(tr("Catalogue: {n}", n=index.catalogue.version))
        yield self.reader("\n".join(lines))

    def on_main(self) -> None:
        """Choose it."""
        self.kiosk.staff.show(FirstPinScreen(self.kiosk))


class FirstPinScreen(_SettingUp):
    """A PIN, and the same once more."""

    keyboard = KEYBOARD_DIGITS

    def __init__(self, app: KioskApp, first: str = "", again: str = "") -> None:
        tr = app.tr
        question = tr("Type the same PIN once more.") if first else tr("Choose a PIN of at least 6 figures.")
        super().__init__(
            app, f"▲ {again}" if again else question, PinField(limit=_PIN_MAX), main=tr("Continue →")
        )
        self._first = first

    def renewed(self) -> FirstPinScreen:
        """The same question; nothing secret is typed again by itself."""
        return FirstPinScreen(self.kiosk, self._first)

    def on_main(self) -> None:
        """See that it is none that anybody guesses, then ask again; then set it."""
        from kiosk.staff.first_pin import SENTENCES, choose_first_pin, weak_pin

        app, typed, first, tablet = self.kiosk, self.field.value, self._first, self.tablet
        if first:
            self.work(lambda: choose_first_pin(tablet, first, typed), lambda _: app.staff.set_up())
        elif weak := weak_pin(typed):
            self.say(self.tr(SENTENCES[weak]))
        else:
            app.staff.show(FirstPinScreen(app, typed))
        self.field.clear()

    def refuse(self, error: KioskError) -> None:
        """From the beginning, with the reason."""
        from kiosk.staff.first_pin import SENTENCES

        sentence = SENTENCES.get(getattr(error, "reason", ""))
        if sentence is None:
            super().refuse(error)
        else:
            self.kiosk.staff.show(FirstPinScreen(self.kiosk, again=self.tr(sentence)))

    def above(self) -> StaffStep:
        """The first of the two, or what the tablet is."""
        return FirstPinScreen(self.kiosk) if self._first else PairedScreen(self.kiosk)
