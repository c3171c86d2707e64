"""Commands of the catalogue: check, sign, show; and codes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kiosk.cli.options import command, open_hub, read_input, with_hub, with_json
from kiosk.cli.output import DONE, figures
from kiosk.cli.previews import add_preview
from kiosk.i18n import LANGUAGES


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this file's commands."""
    catalogue = command(
        commands,
        "catalogue",
        None,
        "check, sign, show, print or draw a catalogue",
        "kiosk catalogue check draft.json",
    )
    parts = catalogue.add_subparsers(metavar="PART", required=True)
    check = command(
        parts,
        "check",
        _check,
        "say what is wrong with a draft",
        "kiosk catalogue check draft.json --folder hub",
    )
    sign = command(
        parts,
        "sign",
        _sign,
        "sign a draft as the next catalogue and publish it",
        "kiosk catalogue sign draft.json",
    )
    sign.add_argument("--out", type=Path, metavar="FILE", help="also write the signed catalogue here")
    show = command(
        parts, "show", _show, "show a signed catalogue or a draft", "kiosk catalogue show catalogue.signed"
    )
    paper = command(
        parts,
        "paper",
        _paper,
        "print blank ballots, lists of projects and forms as PDF",
        "kiosk catalogue paper catalogue.signed --activity budget-2027 --out papers/",
    )
    paper.add_argument("--activity", required=True, help="a vote or a survey of the catalogue")
    paper.add_argument("--quartier", default="", help="this quartier alone, where the vote is by quartier")
    paper.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the PDFs are written")
    paper.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the papers")
    paper.add_argument("--place", default="", help="where the papers are brought")
    add_preview(parts)
    for part in (check, sign, show, paper):
        part.add_argument("file", type=Path, metavar="FILE")
        with_json(with_hub(part))
    pin = command(parts, "pin", _pin, "hash a PIN for an account of a draft", "kiosk catalogue pin")
    with_json(pin)
    codes = command(
        commands,
        "codes",
        _codes,
        "draw voting codes: cards to print, and their digests into a draft",
        "kiosk codes draft.json --activity budget-2027 --number 200 --out cards/",
    )
    codes.add_argument("file", type=Path, metavar="DRAFT")
    codes.add_argument("--activity", required=True)
    codes.add_argument("--quartier", help="the quartier these codes vote in, where the vote is by quartier")
    codes.add_argument("--number", type=int, required=True)
    codes.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the cards are written")
    codes.add_argument("--language", choices=LANGUAGES, default="fr", help="language of the cards")
    with_json(codes)


def _check(arguments: argparse.Namespace) -> int:
    from sync.hub.publishing import completed

    with open_hub(arguments) as store:
        catalogue = completed(store, read_input(arguments.file))
    figures(_summary(catalogue.model_dump()), as_json=arguments.json)
    return DONE


def _sign(arguments: argparse.Namespace) -> int:
    from sync.hub.publishing import publish

    with open_hub(arguments) as store:
        catalogue, signed = publish(store, read_input(arguments.file))
    if arguments.out:
        arguments.out.write_bytes(signed)
    figures(_summary(catalogue.model_dump()), as_json=arguments.json)
    return DONE


def _show(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.load import PURPOSE, parse
    from kiosk.errors import VaultError
    from kiosk.signed import verify
    from sync.hub.publishing import completed

    content = read_input(arguments.file)
    by = _signed_by(content)
    if by is None:
        with open_hub(arguments) as store:
            catalogue = completed(store, content)
        figures(_summary(catalogue.model_dump()), as_json=arguments.json)
        return DONE
    payload = content.split(b"\n", 2)[2]
    try:
        store = open_hub(arguments)
    except VaultError:
        signature = "not checked: there is no hub here"
    else:
        verify(content, PURPOSE, store.signing_key.verify_key)
        signature = "right"
        store.close()
    summary = _summary(parse(payload).model_dump()) | {"signed_by": by, "signature": signature}
    figures(summary, as_json=arguments.json)
    return DONE


def _signed_by(content: bytes) -> str | None:
    """The key that a catalogue says it is signed by; None: it is a draft."""
    from kiosk.catalogue.load import PURPOSE
    from kiosk.errors import SignatureError
    from kiosk.signed import signer

    try:
        return signer(content, PURPOSE)
    except SignatureError:
        return None


def _paper(arguments: argparse.Namespace) -> int:
    from kiosk.catalogue.load import parse
    from kiosk.catalogue.lookup import CatalogueIndex
    from kiosk.i18n import translator
    from kiosk.paper.blank.papers import blank_papers
    from sync.hub.publishing import completed
    from sync.usb import write_verified

    content = read_input(arguments.file)
    if _signed_by(content) is None:
        with open_hub(arguments) as store:
            catalogue = completed(store, content)
    else:
        catalogue = parse(content.split(b"\n", 2)[2])
    papers = blank_papers(
        CatalogueIndex(catalogue),
        arguments.activity,
        translator(arguments.language),
        quartier=arguments.quartier,
        place=arguments.place,
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, paper in papers.items():
        write_verified(arguments.out / name, paper)
    written = {"papers": [str(arguments.out / name) for name in papers], "catalogue": catalogue.version}
    figures(written, as_json=arguments.json)
    return DONE


def _pin(arguments: argparse.Namespace) -> int:
    import getpass

    from kiosk.accounts import hashed_pin
    from kiosk.errors import UsageError

    pin = getpass.getpass("PIN: ")
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise UsageError("A PIN has 4 to 12 figures.")
    if getpass.getpass("PIN again: ") != pin:
        raise UsageError("The two PINs differ; nothing was hashed.")
    figures({"pin": hashed_pin(pin)}, as_json=arguments.json)
    return DONE


def _summary(catalogue: dict[str, object]) -> dict[str, object]:
    consultations = catalogue["consultations"]
    assert isinstance(consultations, tuple | list)  # noqa: S101 - the model says so
    return {
        "version": catalogue["version"],
        "mode": str(catalogue["mode"]),
        "valid_until": str(catalogue["valid_until"]),
        "consultations": [consultation["id"] for consultation in consultations],
        "activities": [activity["id"] for c in consultations for activity in c["activities"]],
    }


def _codes(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from kiosk.i18n import translator
    from sync.hub.codes import draw_codes
    from sync.hub.paper.code_sheet import code_sheet
    from sync.usb import write_verified

    if not 1 <= arguments.number <= 100_000:
        raise UsageError(f"1 to 100000 codes can be drawn at once, not {arguments.number}.")
    drawn = draw_codes(read_input(arguments.file), arguments.activity, arguments.quartier, arguments.number)
    arguments.out.mkdir(parents=True, exist_ok=True)
    stem = arguments.out / (arguments.activity + (f"-{arguments.quartier}" if arguments.quartier else ""))
    if stem.with_suffix(".txt").exists() or stem.with_suffix(".pdf").exists():
        raise UsageError(
            f"{stem}.txt or .pdf is there already: its codes would be lost. Name another --out folder."
        )
    title, place = drawn.title.within(arguments.language), drawn.quartier_name
    sheet = code_sheet(drawn.printed, title=title, quartier=place, tr=translator(arguments.language))
    write_verified(stem.with_suffix(".txt"), ("\n".join(drawn.printed) + "\n").encode(), mode=0o600)
    write_verified(stem.with_suffix(".pdf"), sheet, mode=0o600)
    # The digests come last: a card that is not written must not be a code that is known.
    write_verified(arguments.file, json.dumps(drawn.draft, ensure_ascii=False, indent=1).encode() + b"\n")
    figures({"codes": arguments.number, "cards": str(stem.with_suffix(".pdf"))}, as_json=arguments.json)
    return DONE
