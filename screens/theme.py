"""The three themes, as one palette of roles each; `base.tcss` names roles and never a colour.

Every pair that may meet on a screen stands in `PAIRS`, and a test computes its WCAG contrast.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from textual.theme import Theme


@dataclass(frozen=True)
class Palette:
    """One colour a role. A field ``on_x`` is the text that stands on the ground ``x``."""

    paper: str
    """The ground of every screen."""
    ink: str
    """Text, on paper and on sand."""
    quiet: str
    """Secondary text, on paper only."""
    pastel: str
    """Where we are, and information, on paper."""
    violet: str
    """What is chosen, on paper."""
    rule: str
    """Thin lines between rows: decoration, nothing is said by them alone."""
    sand: str
    """The ground of panels, keys and secondary actions."""
    brick: str
    """The ground of the one main action."""
    on_brick: str
    lilac: str
    """The ground of a chosen row."""
    on_lilac: str
    focus: str
    """The ground of what the keys point at."""
    on_focus: str
    notice: str
    """The ground of a message and of the test-mode banner."""
    on_notice: str


PALETTES = {
    "day": Palette(
        paper="#FBF6EF",
        ink="#1F1A17",
        quiet="#544A42",
        pastel="#1D4677",
        violet="#512A7A",
        rule="#D9C9B4",
        sand="#EFE3D3",
        brick="#8E2F1B",
        on_brick="#FBF6EF",
        lilac="#E4D8F0",
        on_lilac="#4A2470",
        focus="#1D4677",
        on_focus="#FBF6EF",
        notice="#1D4677",
        on_notice="#FBF6EF",
    ),
    "night": Palette(
        paper="#171310",
        ink="#F7EFE6",
        quiet="#C9BCAE",
        pastel="#A9C8EE",
        violet="#CDB2EE",
        rule="#4A4038",
        sand="#2A231E",
        brick="#F2A28C",
        on_brick="#171310",
        lilac="#3B2B50",
        on_lilac="#EADDFA",
        focus="#A9C8EE",
        on_focus="#171310",
        notice="#A9C8EE",
        on_notice="#171310",
    ),
    "contrast": Palette(
        paper="#000000",
        ink="#FFFFFF",
        quiet="#FFFFFF",
        pastel="#FFFFFF",
        violet="#FFFFFF",
        rule="#FFFFFF",
        sand="#202020",
        brick="#FFE600",
        on_brick="#000000",
        lilac="#FFFFFF",
        on_lilac="#000000",
        focus="#FFE600",
        on_focus="#000000",
        notice="#FFFFFF",
        on_notice="#000000",
    ),
}

PAIRS = (
    ("ink", "paper"),
    ("quiet", "paper"),
    ("pastel", "paper"),
    ("violet", "paper"),
    ("ink", "sand"),
    ("paper", "ink"),
    ("on_brick", "brick"),
    ("on_lilac", "lilac"),
    ("on_focus", "focus"),
    ("on_notice", "notice"),
)
"""Every (text, ground) that `base.tcss` puts together."""

DEFAULT_THEME = "day"


def variables(palette: Palette) -> dict[str, str]:
    """The roles as stylesheet variables: ``on_brick`` becomes ``$on-brick``."""
    return {role.replace("_", "-"): colour for role, colour in asdict(palette).items()}


def theme(name: str, palette: Palette) -> Theme:
    """The palette as Textual wants it, with its roles as variables."""
    return Theme(
        name=name,
        primary=palette.brick,
        secondary=palette.pastel,
        accent=palette.violet,
        foreground=palette.ink,
        background=palette.paper,
        surface=palette.sand,
        panel=palette.sand,
        dark=name != "day",
        variables=variables(palette),
    )


THEMES = tuple(theme(name, palette) for name, palette in PALETTES.items())
