"""Commands of the hub's bridge to the city's central platform: detect, pull, show, answer."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli import handing_over
from kiosk.cli.options import command, open_hub, settings_of, with_hub, with_json
from kiosk.cli.output import DONE, REFUSED, Bar, figures, plain, say

if TYPE_CHECKING:
    from sync.decidim.questions import Question
    from sync.hub.store import HubStore


def add_parts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``decidim`` with its own parts."""
    decidim = command(
        commands,
        "decidim",
        None,
        "read consultations from the city's Decidim into drafts, and hand over to it",
        "kiosk hub decidim pull",
    )
    parts = decidim.add_subparsers(metavar="PART", required=True)
    detect = command(
        parts,
        "detect",
        _detect,
        "say which version of Decidim answers, and what it can do",
        "kiosk hub decidim detect",
    )
    pull = command(
        parts,
        "pull",
        _pull,
        "read processes, proposals, budgets, surveys, debates and results into drafts",
        "kiosk hub decidim pull --process budget-participatif-2027",
    )
    pull.add_argument(
        "--process", action="append", metavar="SLUG", default=[], help="this process alone; can be repeated"
    )
    pull.add_argument(
        "--since", metavar="DAY", help="leave out processes that ended before this day (default: today)"
    )
    pull.add_argument(
        "--without",
        action="append",
        metavar="COMPONENT",
        default=[],
        help="leave out this component, such as one at which the platform always fails; can be repeated",
    )
    show = command(
        parts,
        "show",
        _show,
        "list the drafts, or show what is open in one of them",
        "kiosk hub decidim show budget-participatif-2027",
    )
    show.add_argument("slug", nargs="?", metavar="SLUG", help="a draft, as the list names it")
    answer = command(
        parts,
        "answer",
        _answer,
        "tell what the platform does not: a setting is asked once and kept",
        "kiosk hub decidim answer component.1012.method knapsack",
    )
    answer.add_argument("key", nargs="?", metavar="KEY", help="the question, as show lists it")
    answer.add_argument("value", nargs="?", metavar="VALUE", help="the answer")
    answer.add_argument(
        "--suggested", metavar="SLUG", help="say yes to every suggestion for the open questions of a draft"
    )
    for part in (detect, pull, show, answer):
        with_json(with_hub(part))
    handing_over.add_parts(parts)


def _detect(arguments: argparse.Namespace) -> int:
    from sync.hub.central import central_platform

    settings = settings_of(arguments)
    with open_hub(arguments) as store, central_platform(store, settings.decidim) as platform:
        found = platform.detected
        able = sorted(capability.value for capability in platform.capabilities())
    figures(
        {
            "address": settings.decidim.address,
            "version": found.told or "not told",
            "profile": found.profile.version,
            "found_by": found.how,
            "sorts_by": found.profile.classes,
            "can": able,
        },
        as_json=arguments.json,
    )
    if found.warning:
        say(found.warning)
    return DONE


def _pull(arguments: argparse.Namespace) -> int:
    from datetime import date

    from kiosk.errors import UsageError
    from sync.hub.central import central_platform

    try:
        day = date.fromisoformat(arguments.since) if arguments.since else None
    except ValueError:
        raise UsageError(f"{arguments.since} is not a day such as 2027-03-01.") from None
    store = open_hub(arguments)
    bar = Bar("decidim")
    try:
        since = day or store.clock().date()
        only, without = frozenset(arguments.process), frozenset(arguments.without)
        settings = settings_of(arguments).decidim
        with central_platform(store, settings, only=only, without=without) as platform:
            report = platform.pull(since, bar)
        store.log("platform_pulled", ", ".join(f"{n} {kind}" for kind, n in report.read.items()))
    finally:
        bar.close()
        store.close()
    figures(
        {
            "read": report.read,
            "new": report.new,
            "changed": report.changed,
            "gone": report.gone,
            "drafts": [draft.slug for draft in report.drafts],
            "open_questions": sum(draft.open_questions for draft in report.drafts),
        }
        | ({"unmapped": list(report.unmapped), "warnings": list(report.warnings)} if arguments.json else {}),
        as_json=arguments.json,
    )
    for sentence in () if arguments.json else (*report.warnings, *report.unmapped):
        say(sentence)
    _say_what_is_next(report.drafts)
    return DONE


def _say_what_is_next(drafts: tuple[Any, ...]) -> None:
    for draft in drafts:
        slug, number = draft.slug, draft.open_questions
        if number:
            say(f"{slug}: {number} questions are open. See them: kiosk hub decidim show {slug}")
        for finding in () if number else draft.findings:
            say(f"{slug}: {finding}")


def _show(arguments: argparse.Namespace) -> int:
    with open_hub(arguments) as store:
        sidecars = _sidecars(store)
    if not arguments.slug:
        return _list(sidecars, as_json=arguments.json)
    found = _one(sidecars, arguments.slug)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return DONE
    questions = [_question(one) for one in found["questions"]]
    for question in sorted(questions, key=lambda question: not question.open):
        held = (
            question.answer if question.answer is not None else f"open; usual: {question.suggestion or '-'}"
        )
        print(plain(f"{question.key}  [{held}]  {question.saying.sentence()}"))
        for value, words in question.choices.items() if question.open else ():
            print(plain(f"    {value}: {words}"))
    if found["finding"]:
        say(found["finding"])
    return DONE


def _list(sidecars: dict[str, dict[str, Any]], *, as_json: bool) -> int:
    listed = [
        {
            "slug": slug,
            "pulled": found["pulled"][:16],
            "open": sum(one["answer"] is None for one in found["questions"]),
            "complete": not found["finding"],
        }
        for slug, found in sidecars.items()
    ]
    if as_json:
        print(json.dumps(listed, ensure_ascii=False))
        return DONE
    for one in listed:
        state = "complete" if one["complete"] else f"{one['open']} questions open"
        print(plain(f"{one['slug']}  {one['pulled']}  {state}"))
    if not listed:
        say("Nothing was pulled yet. Run: kiosk hub decidim pull.")
    return DONE


def _answer(arguments: argparse.Namespace) -> int:
    from kiosk.errors import UsageError
    from sync.decidim.bridge import ANSWERS
    from sync.decidim.questions import Answers
    from sync.hub.central import central_platform

    if bool(arguments.suggested) == (arguments.key is not None) or (
        arguments.key is not None and arguments.value is None
    ):
        raise UsageError("Name a question and its answer, or --suggested and a draft.")
    settings = settings_of(arguments)
    with open_hub(arguments) as store:
        sidecars = _sidecars(store)
        given = _given(arguments, sidecars)
        Answers(store.folder.path / ANSWERS).give(given)
        with central_platform(store, settings.decidim) as platform:
            drafts = platform.redraft()
        store.log("platform_answered", ", ".join(question.key for question, _ in given)[:200])
    left = sum(draft.open_questions for draft in drafts)
    figures({"answered": len(given), "open_questions": left}, as_json=arguments.json)
    _say_what_is_next(drafts)
    return DONE if given else REFUSED


def _given(arguments: argparse.Namespace, sidecars: dict[str, dict[str, Any]]) -> list[tuple[Question, str]]:
    from kiosk.errors import UsageError

    if arguments.suggested:
        asked = [_question(one) for one in _one(sidecars, arguments.suggested)["questions"]]
        return [
            (question, question.suggestion) for question in asked if question.open and question.suggestion
        ]
    for found in sidecars.values():
        for one in found["questions"]:
            if one["key"] == arguments.key:
                return [(_question(one), arguments.value)]
    raise UsageError(f"No draft asks {arguments.key}. `kiosk hub decidim show SLUG` lists the questions.")


def _sidecars(store: HubStore) -> dict[str, dict[str, Any]]:
    from sync.decidim.drafting import DRAFTS, SIDECAR

    folder: Path = store.folder.path / DRAFTS
    return {
        path.name.removesuffix(SIDECAR): json.loads(path.read_bytes())
        for path in sorted(folder.glob(f"[!.]*{SIDECAR}"))
    }


def _one(sidecars: dict[str, dict[str, Any]], slug: str) -> dict[str, Any]:
    from kiosk.errors import UsageError

    if slug not in sidecars:
        raise UsageError(f"No draft is called {slug}. `kiosk hub decidim show` lists them.")
    return sidecars[slug]


def _question(kept: dict[str, Any]) -> Question:
    from sync.decidim.questions import Kind, Question, Saying

    return Question(
        kept["key"],
        Saying(kept["message"], kept["values"]),
        Kind(kept["kind"]),
        kept["suggestion"],
        kept["choices"],
        kept["least"],
        kept["most"],
        kept["answer"],
    )
