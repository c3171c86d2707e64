"""Everything that this person can do now: groups first, then what is in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from kiosk.staff.acts import Act
from screens.staff.acts import Group, go, group_option, in_group, option_of
from screens.staff.step import StaffStep
from screens.widgets.choice import Choice
from screens.widgets.entry import Entry
from screens.widgets.pages import ManyPages
from screens.widgets.row import Option
from screens.words import pager_words

if TYPE_CHECKING:
    from screens.app import KioskApp


class MenuScreen(StaffStep):
    """One row a group; one in which nothing is allowed now is not there."""

    def __init__(self, app: KioskApp) -> None:
        super().__init__(app, app.tr("What do you want to do?"))

    def options(self) -> list[Option]:
        """The rows."""
        return [group_option(self.tr, group) for group in Group if in_group(self.desk, group)]

    def compose_body(self) -> ComposeResult:
        """The rows, in pages."""
        tr, options = self.tr, self.options()
        words = pager_words(tr)
        yield ManyPages(len(options), lambda place: Entry(options[place]), words)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Go there."""
        event.stop()
        self.chosen(event.project_id)

    def chosen(self, name: str) -> None:
        """Show what is in a group."""
        self.kiosk.staff.show(GroupScreen(self.kiosk, Group(name)))

    def above(self) -> StaffStep:
        """The board."""
        from screens.staff.board import BoardScreen

        return BoardScreen(self.kiosk)


class GroupScreen(MenuScreen):
    """One row an act; what is not allowed is not there."""

    def __init__(self, app: KioskApp, group: Group) -> None:
        StaffStep.__init__(self, app, group_option(app.tr, group).title)
        self._group = group
        app.staff.group = group

    def options(self) -> list[Option]:
        """The acts of the group."""
        return [option_of(self.tr, act) for act in in_group(self.desk, self._group)]

    def chosen(self, name: str) -> None:
        """Show the screen of an act."""
        go(self.kiosk, Act(name))

    def renewed(self) -> GroupScreen:
        """The same group."""
        return GroupScreen(self.kiosk, self._group)

    def above(self) -> StaffStep:
        """All groups."""
        self.kiosk.staff.group = None
        return MenuScreen(self.kiosk)
