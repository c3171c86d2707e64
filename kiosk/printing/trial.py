"""A sheet that shows whether a printer is set up right: letters, width, large letters, a code, the cut."""

from __future__ import annotations

from kiosk.printing.sheet import Code, Gap, Pair, Part, Rule, Style, Text

LETTERS = "àâçéèêëîïôœùûüÿ ÀÇÉÈŒ áíóúñ¿¡ òç·àèò « » ’ … €"
"""Of French, Spanish and Occitan; what the printer's set of letters lacks is spelled on the paper."""


def trial_sheet(columns: int) -> tuple[Part, ...]:
    """For staff, in the language of the command line."""
    return (
        Text("Test sheet", Style.TITLE),
        Rule(),
        Text("The line above ends at both edges. These are letters, not signs of another script:"),
        Text(LETTERS, Style.BOLD),
        Pair("left", "right"),
        Text(("1234567890" * 5)[:columns]),
        Text("K7QM-3F9T-X2", Style.LARGE),
        Code("K7QM-3F9T-X2"),
        Text("A telephone reads the code as the large letters. The paper is cut below.", Style.CENTRED),
        Gap(),
    )
