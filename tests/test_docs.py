"""The papers for readers against the house: commands, targets, dependencies, links."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.main import build_parser

ROOT = Path(__file__).parent.parent
DOCS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "sync/hub/README.md")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCS}
FOR_USE = "\n".join(TEXTS[name] for name in DOCS if name != "CHANGELOG.md")
PICTURE_BYTES_MAX = 300_000


def commands(parser: argparse.ArgumentParser, way: str = "kiosk") -> Iterator[str]:
    """Each command that does something, as it is typed; a hub without a part serves."""
    if parser.get_default("run") is not None:
        yield way
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, part in action.choices.items():
                yield from commands(part, f"{way} {name}")


def targets() -> list[str]:
    """Every target of the Makefile that a person may call."""
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    return [target for target in phony[1].split() if target != "help"]


def dependencies() -> list[str]:
    """Names of everything that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [re.split(r"[<>=!~\[; ]", line)[0] for line in asked]


def links(text: str) -> list[str]:
    """Where the links and pictures of a text lead, inside the repository."""
    return [to for to in re.findall(r"\]\(([^)\s]+)\)", text) if not to.startswith("https://")]


def leads(name: str, to: str) -> Path:
    """Where a link of the paper `name` leads."""
    return (ROOT / name).parent / to.partition("#")[0]


def in_words(example: str) -> re.Pattern[str]:
    """`example` as whole words: `make test` is not in `make tests`."""
    return re.compile(rf"(?<![\w-]){re.escape(example)}(?![\w-])")


@pytest.mark.parametrize("command", commands(build_parser()))
def test_every_command_is_in_the_papers(command: str) -> None:
    assert in_words(command).search(FOR_USE)


@pytest.mark.parametrize("target", targets())
def test_every_target_is_in_the_papers(target: str) -> None:
    assert in_words(f"make {target}").search(FOR_USE)


def test_the_papers_name_no_command_and_no_target_that_does_not_exist() -> None:
    known = {command.split()[1] for command in commands(build_parser())}
    code = "\n".join(re.findall(r"`[^`\n]+`|^kiosk .*$|^make .*$", "\n".join(TEXTS.values()), re.MULTILINE))
    assert set(re.findall(r"^`?kiosk ([a-z]+)", code, re.MULTILINE)) <= known
    assert set(re.findall(r"^`?make ([a-z]+)", code, re.MULTILINE)) <= set(targets())


def test_each_dependency_has_one_reason_and_nothing_else_has() -> None:
    table = TEXTS["README.md"].partition("## Dependencies")[2]
    listed = re.findall(r"^\| ([a-z0-9-]+) \| [^|]{8,} \|$", table, re.MULTILINE)
    assert sorted(listed) == sorted(dependencies())


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    assert [to for to in links(TEXTS[name]) if not leads(name, to).exists()] == []


@pytest.mark.parametrize("name", DOCS)
def test_the_papers_know_no_machine(name: str) -> None:
    paths = re.findall(
        r"(?<![\w.:/])(?:/(?:home|root|Users|work|tmp|var|opt|etc|usr)\b|[A-Z]:\\)", TEXTS[name]
    )
    assert paths == []
    assert re.findall(r"\b(?:pypi|pythonhosted|npmjs|crates\.io)\b", TEXTS[name], re.IGNORECASE) == []


def test_every_promise_is_held_by_a_test() -> None:
    table = TEXTS["README.md"].partition("## What it promises")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert rows
    for row in rows:
        assert [to for to in links(row) if Path(to).name.startswith("test_")], row


def test_the_pictures_are_small_and_shown() -> None:
    pictures = sorted((ROOT / "assets" / "pictures").iterdir())
    assert pictures
    assert sum(picture.stat().st_size for picture in pictures) < PICTURE_BYTES_MAX
    assert {f"assets/pictures/{picture.name}" for picture in pictures} <= set(links(TEXTS["README.md"]))
