"""The catalogue: what the one in use changed, and what a newer one would change before it is put into use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.board import board_of
from screens.staff import words
from screens.staff.carrying import newer_catalogue
from screens.staff.step import StaffStep

if TYPE_CHECKING:
    from kiosk.catalogue.changes import Change
    from kiosk.i18n import Translator
    from kiosk.staff.catalogue_update import CatalogueUpdate, Preview
    from kiosk.staff.desk import StaffDesk
    from screens.app import KioskApp


def update_at(desk: StaffDesk) -> CatalogueUpdate:
    """What the desk may do here. It brings the vault, for which the first screen does not wait."""
    from kiosk.staff.catalogue_update import CatalogueUpdate

    return CatalogueUpdate(desk)


def changes_text(tr: Translator, changes: Sequence[Change]) -> str:
    """One change a line."""
    return "\n".join(one.sentence(tr) for one in changes) or tr("Nothing that people would notice.")


class CatalogueScreen(StaffStep):
    """The one in use; and looking for a newer one."""

    def __init__(self, app: KioskApp, looked: bool = False) -> None:
        tr = app.tr
        self._board = board_of(app.tablet)
        question = tr("There is no newer catalogue.") if looked else tr("What is new in the catalogue?")
        super().__init__(app, question, main=tr("Look for a newer one →"), main_short=tr("Look →"))

    def compose_body(self) -> ComposeResult:
        """What it changed."""
        from kiosk.staff.catalogue_update import last_changes

        tr, found = self.tr, last_changes(self.tablet)
        lines = [words.valid_words(tr, self._board)]
        if found is None:
            lines.append(tr("It is the first one on this tablet."))
        else:
            lines += [tr("What it changed on this tablet:"), changes_text(tr, found)]
        yield self.reader("\n".join(lines))

    def on_main(self) -> None:
        """Ask the sticks, then the hub; nothing is put into use."""
        app, desk, around, tablet = self.kiosk, self.desk, self.kiosk.staff.around, self.tablet
        sticks = around.sticks
        fetch = around.newer_catalogue or (lambda: newer_catalogue(tablet, sticks()))

        def look() -> Preview | None:
            signed = fetch()
            return None if signed is None else update_at(desk).preview(signed)

        def show(found: Preview | None) -> None:
            app.staff.show(CatalogueScreen(app, looked=True) if found is None else ChangesScreen(app, found))

        self.ask(self.tr("A newer catalogue is looked for…"))
        self.work(look, show)


class ChangesScreen(StaffStep):
    """What would change. Nothing is in use yet."""

    def __init__(self, app: KioskApp, preview: Preview) -> None:
        tr = app.tr
        self._preview = preview
        question = tr("Catalogue {n} is here. It is not in use yet.", n=preview.version)
        super().__init__(app, question, main=tr("Put it into use →"), main_short=tr("Use it →"))

    def renewed(self) -> ChangesScreen:
        """The same catalogue."""
        return ChangesScreen(self.kiosk, self._preview)

    def compose_body(self) -> ComposeResult:
        """Every change."""
        yield self.reader(changes_text(self.tr, self._preview.changes))

    def on_main(self) -> None:
        """Put it into use."""
        app, desk, preview = self.kiosk, self.desk, self._preview
        self.work(lambda: update_at(desk).apply(preview), lambda _: app.staff.show(CatalogueInUseScreen(app)))

    def above(self) -> StaffStep:
        """The one in use."""
        return CatalogueScreen(self.kiosk)


class CatalogueInUseScreen(StaffStep):
    """It is done."""

    def __init__(self, app: KioskApp) -> None:
        board = board_of(app.tablet)
        asked = "✔ " + app.tr("A new catalogue is in use: number {n}.", n=board.catalogue)
        super().__init__(app, asked, back=app.tr("Board"))

    def compose_body(self) -> ComposeResult:
        """What comes next."""
        yield self.reader(self.tr("Residents see it from their next visit on."))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)
