"""Gettext catalogues, looked up when a sentence is shown and never at import time."""

from __future__ import annotations

import gettext
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files

LANGUAGES = ("fr", "en", "es", "oc", "fr_simple")
"""Complete languages of the screens, in the order they are offered. French comes first."""

LANGUAGE_NAMES = {
    "fr": "Français",
    "en": "English",
    "es": "Español",
    "oc": "Occitan",
    "fr_simple": "Français simplifié",
}
"""Each language in its own words: what a person who reads no other looks for."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def N_(message: str) -> str:
    """Mark a sentence in a table as a text for residents; whoever shows it translates it then."""
    return message


MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_FIRST = {"fr": "er", "oc": "èr"}
"""What makes the first of a month an ordinal."""


class Translator:
    """The sentences of one language.

    Msgids are English sentences. A language without a catalogue is an error at once, not an
    English screen in front of someone who does not read it.
    """

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    @property
    def base(self) -> str:
        """The language itself: ``fr`` of ``fr_simple``."""
        return self.language.partition("_")[0]

    def __call__(self, message: str, /, **values: object) -> str:
        """Give `message` in this language, with ``{name}`` fields filled from `values`."""
        text = self._translations.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Give the form that agrees with `number`; ``{n}`` in the text is the number, written out."""
        return self._translations.ngettext(one, many, number).format(n=self.number(number), **values)

    def money(self, amount: Decimal, currency: str = "EUR") -> str:
        """Write an amount as the language does: ``390 000 €``, ``€390,000``."""
        sign = {"EUR": "€", "USD": "$", "GBP": "£"}.get(currency, currency)
        whole = amount == amount.to_integral_value()
        digits = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
        if self.language == "en":
            return f"{sign}{digits}" if len(sign) == 1 else f"{digits}{NO_BREAK_SPACE}{sign}"
        french = digits.replace(",", NO_BREAK_SPACE).replace(".", ",")
        return f"{french}{NO_BREAK_SPACE}{sign}"

    def day(self, value: date, separator: str = " ", *, year: bool = True) -> str:
        """Write a date in words: ``15 October 2027``, ``1er octobre 2027``; or without the year."""
        ordinal = _FIRST.get(self.base, "") if value.day == 1 else ""
        first = f"{value.day}{ordinal}"
        month = self(MONTHS[value.month - 1])
        tr = self
        if year:
            written = tr("{day} {month} {year}", day=first, month=month, year=value.year)
        else:
            written = tr("{day} {month}", day=first, month=month)
        return written.replace(" ", separator)

    def number(self, value: int) -> str:
        """Write a whole number with the language's thousands separator."""
        return f"{value:,}".replace(",", "," if self.language == "en" else NO_BREAK_SPACE)


@cache
def translator(language: str, domain: str = "kiosk") -> Translator:
    """Load the sentences of `language`.

    Args:
        domain: ``kiosk``, or ``hub`` for the pages that staff of the city read; what only ``kiosk`` says,
            such as the months, is taken from there.

    Raises:
        FileNotFoundError: the language has no compiled catalogue.
    """
    with as_file(files("assets") / "locale") as folder:
        found = gettext.translation(domain, folder, [language])
        if domain != "kiosk":
            found.add_fallback(gettext.translation("kiosk", folder, [language]))
        return Translator(language, found)
