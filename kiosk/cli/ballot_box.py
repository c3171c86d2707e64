"""The command that opens the ballot box: count."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.cli.options import command, open_hub, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, Bar, figures, say
from kiosk.i18n import LANGUAGES


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's command."""
    count = command(
        commands,
        "count",
        _count,
        "open the ballot box of a vote with the key holders' shares and write the minutes",
        "kiosk count budget-2027 --share share-1.share --share share-3.share --out count/",
    )
    count.add_argument("activity", help="the vote's id in the catalogue")
    count.add_argument(
        "--share", action="append", default=[], metavar="FILE", help="a share: its file, or - to type it"
    )
    count.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the minutes are written")
    count.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the minutes")
    with_json(with_hub(count))


def _count(arguments: argparse.Namespace) -> int:
    from kiosk.i18n import translator
    from sync.hub.count.minutes import minutes
    from sync.hub.count.papers import write_papers
    from sync.hub.count.run import count

    store = open_hub(arguments)
    bar = Bar("count")
    try:
        shares = [_share(source) for source in arguments.share]
        result = count(store, arguments.activity, shares, bar)
        tr = translator(arguments.language)
        papers = write_papers(store, result, arguments.out, tr)
        content = minutes(store, result, arguments.language)
    finally:
        bar.close()
        store.close()
    equation = content["equation"]
    assert isinstance(equation, dict)  # noqa: S101 - made above
    figures(equation | {"papers": [str(path) for path in papers.values()]}, as_json=arguments.json)
    if not equation["holds"] or equation["missing"]:
        say(
            f"{equation['missing']} ballots were cast and have not arrived; the minutes say on which tablets."
        )
    return DONE if equation["holds"] else REFUSED


def _share(source: str):  # type: ignore[no-untyped-def]  # the type lives in a room imported late
    import getpass

    from kiosk.cli.options import read_input
    from sync.hub.shares import parse_share

    text = (
        getpass.getpass("Share: ") if source == "-" else read_input(Path(source)).decode("utf-8", "replace")
    )
    return parse_share(text)
