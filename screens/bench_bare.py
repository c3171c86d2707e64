"""What the first paint is compared with: the smallest Textual app that says as much."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Button, Static


class BareApp(App[None]):
    """A title, a text, a button."""

    def compose(self) -> ComposeResult:
        """Three widgets."""
        yield Static("Maison de la citoyenneté")
        yield Static("Votez ici, en quelques minutes.")
        yield Button("Touchez pour commencer")


if __name__ == "__main__":
    BareApp().run()
