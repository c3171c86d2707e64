"""HTML that strangers wrote, as text that a terminal can show: paragraphs, lists, links, nothing else."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import NavigableString, Tag

HTML_CHARACTERS_MAX = 200_000
"""More of one text is not even looked at."""
ADDRESS_CHARACTERS_MAX = 200
TITLE_MAX, SUMMARY_MAX, TEXT_MAX, NAME_MAX = 200, 800, 20_000, 80
"""Characters of a title, a summary, a text and a person's name: what a tablet shows without losing people."""
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary "
        "table tbody tfoot thead tr ul",
    )
)
_DROPPED = frozenset(
    re.findall(
        r"\w+",
        "applet audio base canvas embed frame frameset head iframe input link math meta noembed noframes "
        "noscript object option param script select style svg template textarea title track video",
    )
)
_SILENT = frozenset(
    ("base", "head", "link", "meta", "noscript", "param", "script", "style", "template", "title")
)
"""Dropped, and nobody misses them."""
_NOT_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)|data:[^\"'\s<>]{200,}", re.DOTALL | re.IGNORECASE
)
_NO_TAG = re.compile(r"<(?!/?[a-z][^<>]{0,8000}>)", re.IGNORECASE)
# The parser looks for the ends of comments and tags again and again: it is given only tags that have one.
_HAS_LINES = re.compile(r"<(?:p|br|div|ul|ol|li|h[1-6]|tr|pre|blockquote)\b", re.IGNORECASE)
_CLOSE = frozenset(("li", "tr", "dt", "dd"))
"""Blocks that follow each other without an empty line."""
_TAG_OR_LINE_END = re.compile(r"(<[^<>]*>)|\r\n?|\n")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNUSUAL = re.compile(r"[^\n\x20-\x7e\xa0-\xac\xae-\u024f–—‘’“”…€]")
"""Whatever is not among the usual letters is looked at one by one."""
_MARKS_IN_A_ROW_MAX = 4
_BLANKS = "\u3164\u115f\u1160\uffa0"
"""Letters that look like nothing."""
_JOINERS = "\u200c\u200d"
"""They shape letters and pictures of several scripts; every other invisible sign is dropped."""


@dataclass(frozen=True)
class Plain:
    """What is left of a text."""

    text: str
    cut: bool = False
    """Whether it was too long."""
    dropped: tuple[str, ...] = ()
    """Names of elements that had something to show and have no place here, such as ``iframe``."""


@dataclass(frozen=True)
class _Around:
    """What an element lies in."""

    block: int
    """Number of the nearest block; each has its own."""
    close: bool = False
    """Whether that block follows the one before without an empty line."""
    item: int = 0
    """Number of the nearest list item; 0: none."""
    link: str = ""
    link_number: int = 0
    hidden: bool = False
    kept: bool = False
    """Whether line ends are meant (``pre``)."""


def from_html(html: str, most: int, address: str = "") -> Plain:
    """The text of `html`, at most `most` characters.

    Args:
        html: whatever came. Where nothing in it makes lines, its own line ends are meant.
        most: where to cut, at the end of a word.
        address: of the page, for links that say only a path.
    """
    long = len(html) > HTML_CHARACTERS_MAX
    if not long and "<" not in html and "&" not in html:
        # Nothing to take apart: most comments. Parsing them would take most of the time of a pull.
        plain = cleaned(html)
        return Plain(shortened(plain, most), len(plain) > most)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        markup = _NO_TAG.sub("&lt;", _NOT_MARKUP.sub("", html[:HTML_CHARACTERS_MAX]))
        if not _HAS_LINES.search(markup):
            markup = _TAG_OR_LINE_END.sub(lambda found: found[1] or "<br>", markup)
        soup = BeautifulSoup(markup, "html.parser")
    dropped: dict[str, None] = {}
    text = cleaned("".join(_parts(soup, address, dropped)))
    short = shortened(text, most)
    return Plain(short, long or short != text, tuple(dropped))


def from_text(words: str, most: int) -> Plain:
    """The text of words that are not HTML: titles, names. What looks like a tag stays as it was typed."""
    text = cleaned(words[:HTML_CHARACTERS_MAX]).replace("\n", " ")
    short = shortened(text, most)
    return Plain(short, short != text)


def _parts(soup: BeautifulSoup, address: str, dropped: dict[str, None]) -> Iterator[str]:
    before, started, said = _Around(0), False, ""
    for words, around in _runs(soup, address, dropped):
        if not words.strip() and around.block != before.block:
            continue
        if around.link_number != before.link_number:
            yield _behind(before.link, said)
            said = ""
        if around.block != before.block and started:
            yield "\n" if around.close and before.close else "\n\n"
        if around.item and around.item != before.item:
            yield "– "
        yield words
        said += words if around.link and len(said) <= ADDRESS_CHARACTERS_MAX else ""
        before, started = around, True
    yield _behind(before.link, said)


def _behind(link: str, words: str) -> str:
    """The address in brackets, unless the words of the link say it already."""
    return f" ({link})" if link and _bare("".join(words.split())) != _bare(link) else ""


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def _runs(soup: BeautifulSoup, address: str, dropped: dict[str, None]) -> Iterator[tuple[str, _Around]]:
    # One pass in the order of the document, without recursion: a hostile text can be nested 50,000 deep.
    around: dict[int, _Around] = {id(soup): _Around(0)}
    for number, node in enumerate(soup.descendants, 1):
        outer = around[id(node.parent)]
        if isinstance(node, Tag):
            inner = around[id(node)] = _inside(node, outer, number, address)
            if (inner.hidden and not outer.hidden and node.name not in _SILENT) or node.name == "img":
                dropped[node.name] = None
            words = "" if inner.hidden else _standing_for(node)
            if words:
                yield words, outer
        elif type(node) is NavigableString and not outer.hidden:
            yield (str(node) if outer.kept else _SPACES.sub(" ", str(node))), outer


def _standing_for(tag: Tag) -> str:
    """What an element shows that has no text in it."""
    if tag.name == "br":
        return "\n"
    if tag.name in ("td", "th"):
        return " "
    words = str(tag.get("alt") or "").strip() if tag.name == "img" else ""
    return f" [{words}] " if words else ""


def _inside(tag: Tag, outer: _Around, number: int, address: str) -> _Around:
    block = number if tag.name in _BLOCKS else outer.block
    link, link_number = outer.link, outer.link_number
    if tag.name == "a":
        link, link_number = _link(tag, address), number
    return _Around(
        block=block,
        close=tag.name in _CLOSE if tag.name in _BLOCKS else outer.close,
        item=number if tag.name == "li" else outer.item,
        link=link,
        link_number=link_number,
        hidden=outer.hidden or tag.name in _DROPPED or tag.has_attr("hidden"),
        kept=outer.kept or tag.name == "pre",
    )


def _link(tag: Tag, address: str) -> str:
    """Where a link leads; empty where that is no address that people can use."""
    href = "".join(letter for letter in str(tag.get("href") or "") if "!" <= letter <= "~")
    if not href or len(href) > ADDRESS_CHARACTERS_MAX or href.startswith("#"):
        return ""
    try:
        whole = urljoin(address, href) if address else href
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return ""
    if scheme in ("mailto", "tel"):
        return whole.partition(":")[2].partition("?")[0]
    return whole if scheme in ("http", "https") else ""


def cleaned(text: str) -> str:
    """Text without signs that steer a terminal or turn its direction, and one empty line in a row at most."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    flat = unicodedata.normalize("NFC", flat)
    lines: list[str] = []
    for line in (_without_steering(flat) if _UNUSUAL.search(flat) else flat).split("\n"):
        words = " ".join(part for part in line.split(" ") if part).strip()
        if words or (lines and lines[-1]):
            lines.append(words)
    return "\n".join(lines).strip()


def _without_steering(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        if letter in "\t\v\f":
            kept.append(" ")
            continue
        steers = kind[0] == "C" and letter != "\n" and letter not in _JOINERS
        if steers or letter in _BLANKS:
            continue
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MARKS_IN_A_ROW_MAX:
            kept.append(letter)
    return "".join(kept)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut at the end of a word, with the sign that something is missing."""
    if len(text) <= most:
        return text
    start = text[: most - 2]
    word = start.rfind(" ")
    return (start[:word] if word > most * 2 // 3 else start).rstrip() + " …"
