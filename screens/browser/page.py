"""The page: our template, filled with the colours, the languages and the words of this tablet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template

from kiosk.i18n import N_, Translator, translator
from screens.theme import PALETTES

AWAY = N_("The tablet will be back in a moment.")
ELSEWHERE = N_("This tablet is already in use in another window. Touch to go on here.")


@dataclass(frozen=True)
class Page:
    """What a tablet's page says and looks like before the app paints on it."""

    language: str
    languages: tuple[str, ...]
    theme: str
    text_pixels: int

    def html(self, address: str) -> str:
        """The page, for a browser that knows this machine as `address`: ``127.0.0.1:8742``."""
        template = Template((files("assets") / "browser" / "page.html").read_text(encoding="utf-8"))
        palette = PALETTES[self.theme]
        first = translator(self.language)
        return template.substitute(
            language=escape(first.base),
            title=escape(first("Your say in the city")),
            paper=palette.paper,
            ink=palette.ink,
            away=self._in_all(AWAY),
            elsewhere=self._in_all(ELSEWHERE),
            line=escape(f"ws://{address}/ws"),
            settings=escape(json.dumps({"textPixels": self.text_pixels})),
        )

    def _in_all(self, message: str) -> str:
        speakers = [translator(self.language)]
        speakers += [translator(name) for name in self.languages if name != self.language]
        return "\n".join(_paragraph(speaker, message) for speaker in speakers)


def _paragraph(speaker: Translator, message: str) -> str:
    return f'<p lang="{escape(speaker.base)}">{escape(speaker(message))}</p>'
