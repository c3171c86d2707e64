"""What a count leaves on paper and for everyone: minutes, receipts, what is set aside, open data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from kiosk.i18n import Translator
from kiosk.receipts import receipt_of
from sync.hub.count.minutes import minutes, receipts
from sync.hub.count.open_data import pabulib_text
from sync.hub.count.run import ContestResult, Result
from sync.hub.paper.minutes_pdf import minutes_pdf
from sync.hub.store import HubStore


def write_papers(store: HubStore, result: Result, folder: Path, tr: Translator) -> dict[str, Path]:
    """Write everything into `folder`; files of an earlier count of the same vote are replaced.

    Returns:
        Name of each paper to its file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = minutes(store, result, tr.language)
    encoded = json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
    papers: dict[str, bytes] = {
        "minutes.json": encoded,
        "minutes.signed": store.signing_key.sign("minutes", encoded),
        "minutes.pdf": minutes_pdf(content, tr),
        "receipts.csv": _table(["receipt"], [[receipt] for receipt in receipts(result)]),
        "set-aside.csv": _table(["receipt", "reason", "number"], _set_aside(result)),
    }
    for contest in result.contests:
        papers[_file_name(result, contest)] = pabulib_text(result, contest, tr.language).encode()
    for name, data in papers.items():
        temporary = folder / f".{name}.part"
        temporary.write_bytes(data)
        temporary.replace(folder / name)
    return {name: folder / name for name in papers}


def _set_aside(result: Result) -> list[list[str]]:
    lines = sorted([receipt_of(deposit), reason, "1"] for deposit, reason in result.set_aside)
    # After the cut nobody knows whose a ballot was: it has a reason and no receipt.
    return lines + [["", reason, str(number)] for reason, number in result.invalid.items()]


def _table(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _file_name(result: Result, contest: ContestResult) -> str:
    place = f"-{contest.contest}" if contest.contest else ""
    return f"{result.found.activity.id}{place}.pb"
