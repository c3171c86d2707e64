"""One demo screen a widget. Run as ``python -m tests.screens.gallery NAME LOG`` it opens in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen

from kiosk.i18n import translator
from kiosk.suggestions import WordList
from screens.shell import KioskShell
from screens.step import Bars, StepScreen, Tool
from screens.widgets.choice import Choice
from screens.widgets.field import CodeField
from screens.widgets.keyboard import Keyboard
from screens.widgets.layouts import (
    KEYBOARD_ADDRESS,
    KEYBOARD_AZERTY,
    KEYBOARD_CODE,
    KEYBOARD_DIGITS,
    azerty,
)
from screens.widgets.meter import Meter
from screens.widgets.pages import PagerWords, Pages, Reader
from screens.widgets.points import PointsRow
from screens.widgets.qr import QR
from screens.widgets.rank import RankRow
from screens.widgets.row import Option
from screens.widgets.text import Plain
from screens.widgets.text_field import TextField

HOSTILE = "[@click=app.quit]x[/] \x1b[31mred\x1b[0m\x1b]0;title\x07 \u202eeruza\u202c\u200f"
ENDLESS = "abcdefghi " * 10_000

BARS = Bars(
    place="Maison de la citoyenneté Centre",
    consultation="Budget participatif",
    step="étape 2 sur 4",
    step_short="2/4",
    back="Retour",
    main="Vérifier mon vote →",
    tools=(Tool("language", "English", "EN"), Tool("display", "Affichage", "Aa")),
)
_PROJECTS = (
    ("Compostons ensemble !", "Arènes", "7 000 €"),
    ("Tous à la Ramée à vélo !", "Pradettes", "390 000 €"),
    ("Des jardins aux Pradettes", "Pradettes", "199 000 €"),
    ("Une maison du lac et de la nature, ouverte toute l'année aux écoles", "Reynerie", "120 000 €"),
    ("Ombrières de la place", "Minimes", "85 000 €"),
)


def options(count: int = 15, title: str = "") -> list[Option]:
    """Projects to choose among; `title` takes the place of every title and quartier."""
    rows = (_PROJECTS[number % len(_PROJECTS)] for number in range(count))
    return [
        Option(f"p{number}", title or name, title or quartier, money)
        for number, (name, quartier, money) in enumerate(rows)
    ]


PAGER = PagerWords("▲ Précédents", lambda n: f"encore {n} projets ▼")


class Demo(StepScreen):
    """A frame with something in it; what was pressed last is said, so that a test can read it."""

    def __init__(self, question: str, text: str = "", bars: Bars = BARS) -> None:
        super().__init__(bars, question)
        self.text = text

    def on_main(self) -> None:
        """Say so."""
        self.say("main")

    def on_back(self) -> None:
        """Say so."""
        self.say("back")

    def on_tool(self, name: str) -> None:
        """Say so."""
        self.say(name)


class Choices(Demo):
    """A list to choose from, with what is left."""

    def compose_body(self) -> ComposeResult:
        """The rows of an approval."""
        self.meter = Meter("Il vous reste 2 choix", 1, 3)
        rows = [Choice(option, chosen_word="choisi") for option in options(title=self.text)]
        rows[1].show_chosen(True)
        yield Pages(rows, PAGER, beside=self.meter)

    def on_choice_tapped(self, event: Choice.Tapped) -> None:
        """Turn the row over."""
        for row in self.query(Choice):
            if row.option.project_id == event.project_id:
                row.show_chosen(not row.chosen)


class Points(Demo):
    """Points to hand out."""

    def compose_body(self) -> ComposeResult:
        """The rows of a cumulative vote."""
        rows = [
            PointsRow(
                option, at_most=3, fewer="moins", more="plus", points=number % 4, words=f"{number % 4} points"
            )
            for number, option in enumerate(options(title=self.text))
        ]
        yield Pages(rows, PAGER, beside=Meter("Il vous reste 2 points", 5, 7))


class Ranks(Demo):
    """An order to make."""

    def compose_body(self) -> ComposeResult:
        """The rows of a ranking."""
        rows = [
            RankRow(
                option, chosen_word="choisi", up="monter", down="descendre", position=(0, 2, 1)[number % 3]
            )
            for number, option in enumerate(options(title=self.text))
        ]
        yield Pages(rows, PAGER)


class CodeEntry(Demo):
    """A code to type or scan."""

    def compose_body(self) -> ComposeResult:
        """Field and keyboard."""
        field = CodeField(17)
        field.write("K7QM3F")
        yield field
        yield Keyboard(KEYBOARD_CODE, field, translator("fr"))


class TextEntry(Demo):
    """A name to type."""

    def compose_body(self) -> ComposeResult:
        """Field and keyboard."""
        field = TextField(limit=200)
        field.write(self.text or "Éloïse d'Œ")
        yield field
        yield Keyboard(KEYBOARD_AZERTY, field, translator("fr"))


class LongEntry(Demo):
    """A text of several lines, with words that are suggested for it."""

    def compose_body(self) -> ComposeResult:
        """Field and keyboard."""
        field = TextField(limit=400, lines=3, prose=True)
        field.write(self.text or "Des bancs à l’ombre, s’il vous plaît.\nEt de l’eau.")
        yield field
        words = WordList([("ombragé", 2), ("ombrière", 1), ("ombre", 9)])
        yield Keyboard(
            azerty("fr", long=True), field, translator("fr"), sentences=True, suggest=words.completions
        )


class AddressEntry(Demo):
    """An e-mail address to type."""

    def compose_body(self) -> ComposeResult:
        """Field and keyboard."""
        field = TextField(limit=120)
        field.write(self.text or "odile.faure")
        yield field
        yield Keyboard(KEYBOARD_ADDRESS, field, translator("fr"))


class DigitEntry(Demo):
    """A number to type."""

    def compose_body(self) -> ComposeResult:
        """Field and keyboard."""
        field = TextField(limit=8)
        field.write("1984")
        yield field
        yield Keyboard(KEYBOARD_DIGITS, field, translator("fr"))


class Reading(Demo):
    """A long text."""

    def compose_body(self) -> ComposeResult:
        """The text in pages."""
        text = self.text or "Le quartier demande de l'ombre, des bancs et de l'eau. " * 40
        yield Reader(text, PagerWords("▲ Précédent", lambda n: f"encore {n} lignes ▼"))


class Receipt(Demo):
    """A code to photograph."""

    def compose_body(self) -> ComposeResult:
        """The picture where it fits, the words always."""
        yield QR("https://vote.example/r/K7QM3F9TX2", id="qr")
        yield Plain(self.text or "K7QM-3F9T-X2", id="code")


class Message(Demo):
    """A message above the bar."""

    def on_screen_resume(self) -> None:
        """Say it."""
        self.say(self.text or "Ce projet coûte 390 000 €. Il vous reste 199 000 €.")


SCREENS: dict[str, Callable[..., Screen[Any]]] = {
    "choices": lambda text="": Choices("Choisissez vos projets. Au plus 3.", text),
    "points": lambda text="": Points("Répartissez vos 7 points. Au plus 3 par projet.", text),
    "ranks": lambda text="": Ranks("Classez les projets que vous préférez.", text),
    "code": lambda text="": CodeEntry("Tapez ou scannez le code de votre carte."),
    "text": lambda text="": TextEntry("Quel est votre nom ?", text),
    "long": lambda text="": LongEntry("Expliquez votre idée.", text),
    "address": lambda text="": AddressEntry("Votre adresse électronique ou votre téléphone", text),
    "digits": lambda text="": DigitEntry("Quelle est votre année de naissance ?"),
    "reading": lambda text="": Reading("Une place à l'ombre", text),
    "receipt": lambda text="": Receipt("Votre vote est enregistré.", text),
    "message": lambda text="": Message("Choisissez vos projets.", text),
    "banner": lambda text="": Choices(
        "Choisissez vos projets.",
        bars=Bars(consultation="Budget", back="Retour", main="Suite", banner="Mode d'essai : rien ne compte"),
    ),
    "frame": lambda text="": Demo(
        text or "Bonjour",
        bars=Bars(text, text, text, text, text or "Retour", text or "Commencer", "", text),
    ),
    "crash": lambda text="": Crashing("Bonjour"),
}


class Crashing(Demo):
    """Fails with something private in a local variable and in the message."""

    def on_main(self) -> None:
        """Fail."""
        secret = "K7QM" + "-PLANTED"
        raise ValueError(f"this code is wrong: {secret}")


class Gallery(KioskShell):
    """Opens one demo screen above an empty root."""

    def __init__(self, name: str, *, text: str = "", error_log: Path, look: str = "day") -> None:
        super().__init__(error_log=error_log, monotonic=time.monotonic)
        self.demo = name
        self.text = text
        self.theme = look

    def on_mount(self) -> None:
        """Show the demo."""
        super().on_mount()
        self.switch_to(SCREENS[self.demo](self.text))


if __name__ == "__main__":
    sys.exit(Gallery(sys.argv[1], error_log=Path(sys.argv[2])).run_to_exit_code())
