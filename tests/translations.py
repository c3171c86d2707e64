"""The translation catalogues against the code: ``python -m tests.translations check|update``.

``update --merge FILE.json [LANGUAGE]`` also takes translations, French if no language is named, from a
file: ``{"Back": "Retour"}``, and for a plural ``{"one||many": ["forme un", "forme plusieurs"]}``.

Texts are found by how they are called: a translator named ``_`` or ``tr``, its method ``plural``, and
``N_`` around a text that a table holds and a screen translates later.

There are two domains: ``kiosk``, in every language, and ``hub``, which staff of the city read in French
on the pages of the hub. Each has a file that names where its texts are.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from kiosk.errors import FormatError
from kiosk.i18n import LANGUAGES

ROOT = Path(__file__).parent.parent
KEYWORDS = {"_": None, "tr": None, "N_": None, "plural": (1, 2)}
"""Names of the calls, and which arguments are texts; None: the first."""
DOMAINS = {"kiosk": ("babel.cfg", LANGUAGES), "hub": ("babel-hub.cfg", ("fr", "en"))}
"""Each domain of texts, where they are found, and its languages."""
SOURCE_LANGUAGE = "en"
"""The msgids are sentences of this language, so its translations are the msgids themselves."""
MERGE_LANGUAGE = "fr"
"""The language of the files that ``--merge`` takes where none is named."""

_VOLATILE = re.compile(
    rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator'
    rb"|Language-Team|Generated-By): .*\n",
    re.MULTILINE,
)
"""Header lines that would change from run to run, or that nobody here fills in."""
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def texts(root: Path, domain: str = "kiosk") -> Catalog:
    """Every text of a domain in the code under `root`, untranslated."""
    with (root / DOMAINS[domain][0]).open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    found = Catalog()
    for _file, _line, message, _comments, context in extract_from_dir(root, methods, options, KEYWORDS):
        found.add(message, context=context)
    return found


def calls(
    source: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, object]
) -> Iterator[tuple[int, str, str | tuple[str, ...], list[str]]]:
    """Babel extraction method: the texts in the calls named in `keywords`, also inside f-strings.

    Babel's own takes the key of ``_(TITLES["ballot"])`` for a text and reads no f-string.

    Raises:
        FormatError: an f-string is handed to a translator.
    """
    for node in ast.walk(ast.parse(source.read())):
        if not isinstance(node, ast.Call) or (name := _called(node.func)) not in keywords:
            continue
        arguments = node.args[: 2 if name == "plural" else 1]
        if any(isinstance(part, ast.JoinedStr) for argument in arguments for part in _either(argument)):
            file = Path(source.name).name
            raise FormatError(f"{file}, line {node.lineno}: an f-string is not translated; use fields")
        for parts in zip(*(_either(argument) for argument in arguments), strict=False):
            values = [part.value for part in parts if isinstance(part, ast.Constant)]
            strings = tuple(value for value in values if isinstance(value, str) and value)
            if strings and len(strings) == len(arguments):
                yield node.lineno, name, strings if len(strings) > 1 else strings[0], []


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _either(argument: ast.expr) -> list[ast.expr]:
    """Both branches of ``a if condition else b``, else the argument alone."""
    if isinstance(argument, ast.IfExp):
        return [*_either(argument.body), *_either(argument.orelse)]
    return [argument]


def update(
    root: Path,
    languages: tuple[str, ...] = LANGUAGES,
    merge: Path | None = None,
    merge_language: str = MERGE_LANGUAGE,
    domain: str = "kiosk",
) -> list[str]:
    """Bring the catalogues up to date with the code, keeping every translation that still has its text.

    `merge` is a JSON file in `merge_language` that goes before what the catalogue holds. Gives its keys
    that the code does not say; they are left out.

    Raises:
        FormatError: `merge` is not such a file, or a form is missing; then nothing is written.
    """
    found = texts(root, domain)
    given, unknown = _given(merge, found) if merge else ({}, [])
    for language in languages:
        po, mo = _paths(root, language, domain)
        merged = _merged(found, _read(po, language), language, given if language == merge_language else {})
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(_po_bytes(merged))
        if not mo.exists() or not _same_sentences(merged, mo):
            mo.write_bytes(_mo_bytes(merged))
    return unknown


def _given(file: Path, found: Catalog) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The forms of each text that `file` translates, and its keys that are no text of the code."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FormatError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise FormatError(f"{file} is not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise FormatError(f"{file} must hold one object of texts and their translations.")
    known = {_whole_key(message): message for message in _messages(found)}
    wanted = _empty(MERGE_LANGUAGE).num_plurals
    given = {}
    for key, value in content.items():
        if key not in known:
            continue
        forms = value if known[key].pluralizable and isinstance(value, list) else [value]
        if len(forms) != (wanted if known[key].pluralizable else 1) or not all(
            isinstance(form, str) and form for form in forms
        ):
            shape = f"a list of {wanted} texts" if known[key].pluralizable else "a text"
            raise FormatError(f"{file}: {key!r} must have {shape}, none of them empty.")
        given[key] = tuple(forms)
    return given, [key for key in content if key not in known]


def check(root: Path, languages: tuple[str, ...] = LANGUAGES, domain: str = "kiosk") -> list[str]:
    """What is wrong with the catalogues under `root`, one line each; nothing when they fit the code."""
    try:
        found = texts(root, domain)
    except FormatError as error:
        return [str(error)]
    return [finding for language in languages for finding in _findings(root, found, language, domain)]


def _findings(root: Path, found: Catalog, language: str, domain: str) -> Iterator[str]:
    po, mo = _paths(root, language, domain)
    place = po.relative_to(root)
    if not po.exists():
        yield f"{place}: missing file; run make messages"
        return
    held = _read(po, language)
    for message in _messages(found):
        same = held.get(message.id, message.context)
        if same is None or bool(same.pluralizable) != bool(message.pluralizable):
            yield f"{place}: missing: {_key(message)!r}; run make messages and translate it"
        elif not all(_forms(same)) or len(_forms(same)) != _forms_wanted(held, same):
            yield f"{place}: not translated: {_key(message)!r}"
        elif same.fuzzy:
            yield f"{place}: fuzzy: {_key(message)!r}; check it and remove the flag"
        elif problem := _field_problem(same):
            yield f"{place}: fields: {_key(message)!r} {problem}"
    for message in [*_messages(held), *held.obsolete.values()]:
        if message.id and found.get(message.id, message.context) is None:
            yield f"{place}: obsolete: {_key(message)!r}; run make messages"
    if not mo.exists() or not _same_sentences(held, mo):
        yield f"{mo.relative_to(root)}: out of date; run make messages"


def _merged(found: Catalog, held: Catalog, language: str, given: Mapping[str, tuple[str, ...]]) -> Catalog:
    merged = _empty(language)
    for message in _messages(found):
        old, new = held.get(message.id, message.context), given.get(_whole_key(message))
        string: str | tuple[str, ...] = ("",) * merged.num_plurals if message.pluralizable else ""
        if language == SOURCE_LANGUAGE:
            string = message.id if isinstance(message.id, str) else tuple(message.id)
        elif new:
            string = new if message.pluralizable else new[0]
        elif old is not None and bool(old.pluralizable) == bool(message.pluralizable):
            forms = _forms(old)
            string = forms if message.pluralizable else forms[0]
        merged.add(
            message.id,
            string,
            flags=old.flags & {"fuzzy"} if old and language != SOURCE_LANGUAGE and not new else (),
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return merged


def _field_problem(message: Message) -> str:
    """How the ``{fields}`` of a translation differ from its text; a plural form may leave some out.

    ``{n}`` is always filled in a plural. The last form stands for many, so it holds what "many" holds.
    """
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    try:
        wanted = [_fields(text) for text in ids]
        given = [_fields(text) for text in _forms(message)]
    except ValueError as error:
        return f"has a brace that is not a field: {error}"
    possible = set().union(*wanted, {"n"} if message.pluralizable else set())
    for number, fields in enumerate(given):
        needed = wanted[-1] if number == len(given) - 1 else set.intersection(*wanted)
        if unknown := fields - possible:
            return f"has no field {_braced(unknown)}, its translation has"
        if lost := needed - fields:
            return f"has the field {_braced(lost)}, its translation has not"
    return ""


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _paths(root: Path, language: str, domain: str) -> tuple[Path, Path]:
    folder = root / "assets" / "locale" / language / "LC_MESSAGES"
    return folder / f"{domain}.po", folder / f"{domain}.mo"


def _empty(language: str) -> Catalog:
    return Catalog(
        language,
        header_comment="",
        creation_date=_SOME_DAY,
        revision_date=_SOME_DAY,
        fuzzy=False,
    )


def _read(po: Path, language: str) -> Catalog:
    return read_po(BytesIO(po.read_bytes()), locale=language) if po.exists() else _empty(language)


def _po_bytes(catalog: Catalog) -> bytes:
    content = BytesIO()
    write_po(content, catalog, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    return _VOLATILE.sub(b"", content.getvalue()).strip() + b"\n"


def _mo_bytes(catalog: Catalog) -> bytes:
    content = BytesIO()
    write_mo(content, catalog)
    return content.getvalue()


def _same_sentences(catalog: Catalog, mo: Path) -> bool:
    """Whether a compiled file says what compiling `catalog` would; dates and versions do not matter."""
    compiled, fresh = read_mo(BytesIO(mo.read_bytes())), read_mo(BytesIO(_mo_bytes(catalog)))
    return _sentences(compiled) == _sentences(fresh) and compiled.plural_forms == fresh.plural_forms


def _sentences(catalog: Catalog) -> dict[tuple[str, str | None], tuple[str, ...]]:
    return {(_key(message), message.context): _forms(message) for message in _messages(catalog)}


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _whole_key(message: Message) -> str:
    """What a JSON file calls a text: itself, or ``one||many``."""
    return message.id if isinstance(message.id, str) else "||".join(message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _forms_wanted(catalog: Catalog, message: Message) -> int:
    return catalog.num_plurals if message.pluralizable else 1


def main(arguments: list[str], root: Path = ROOT, languages: tuple[str, ...] = LANGUAGES) -> int:
    """Run one of the two commands; 0 done, 1 something found, 2 wrong usage."""
    match arguments:
        case ["update", *merge] if not merge or (merge[0] == "--merge" and len(merge) in (2, 3)):
            named = merge[2] if len(merge) == 3 else MERGE_LANGUAGE
            if named not in languages:
                sys.stderr.write(f"{named} is none of {', '.join(languages)}\n")
                return 2
            file = Path(merge[1]) if merge else None
            try:
                unknown = [
                    set(update(root, spoken, file, named, domain))
                    for domain, spoken in _domains(root, languages)
                    if named in spoken
                ]
            except FormatError as error:
                sys.stderr.write(f"{error}\n")
                return 1
            lost = sorted(set.intersection(*unknown))
            sys.stderr.write("".join(f"not a text of the code, left out: {key!r}\n" for key in lost))
            return 0
        case ["check"]:
            found = [
                finding
                for domain, spoken in _domains(root, languages)
                for finding in check(root, spoken, domain)
            ]
            sys.stdout.write("".join(f"{finding}\n" for finding in found))
            return 1 if found else 0
        case _:
            sys.stderr.write("usage: python -m tests.translations check|update [--merge FILE [LANGUAGE]]\n")
            return 2


def _domains(root: Path, languages: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The domains that `root` has, with those of `languages` that each of them speaks."""
    for domain, (config, spoken) in DOMAINS.items():
        if (root / config).exists():
            yield domain, tuple(language for language in languages if language in spoken)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
