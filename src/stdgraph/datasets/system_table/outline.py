"""Headings of subsystems: the code and the title in one text, and where a code stands below another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

_DIGITS = "零一二三四五六七八九"
_CHINESE = re.compile(r"[一二三四五六七八九十百]{1,5}")
_LOCAL: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第([一二三四五六七八九十百]{1,5}|\d{1,3})(?:部分|章|篇|类|层)[、.:\s]*"), 1),
    (re.compile(r"([一二三四五六七八九十]{1,4})[、.]\s*"), 1),
    (re.compile(r"\(([一二三四五六七八九十]{1,4})\)[、.]?\s*"), 2),
    (re.compile(r"(\d{1,3})、\s*"), 3),
    (re.compile(r"\((\d{1,3})\)[、.]?\s*"), 4),
    (re.compile(r"(\d{1,3})\)[、.]?\s*"), 4),
)
"""Numbering that starts anew below each parent, by its usual rank."""
_CODE = r"[A-Za-z]{1,6}\d*(?:[.\-_/][A-Za-z0-9]{1,8}){0,7}|\d{1,6}[A-Za-z]?(?:[.\-_/][A-Za-z0-9]{1,8}){0,7}"
_PRINTED = re.compile(rf"({_CODE})(?:[.、:]?\s+|[、:]\s*|\.?(?=[一-鿿《]))(.+)", re.DOTALL)
_ONLY_CODE = re.compile(rf"(?:{_CODE})\.?")
_COUNT = re.compile(r"\s*[(（]\s*共?\s*(?P<n>\d{1,5})\s*[项个条](?:标准)?\s*[)）]\s*$", re.ASCII)
_LONGEST_TITLE = 60
_SENTENCE = re.compile(r"[。；;？?！!]|，.*，")


class CodeStyle(StrEnum):
    """What a heading's numbering means."""

    PRINTED = "printed"
    """A code of its own: ``101``, ``A.1``, ``1.1``."""
    LOCAL = "local"
    """A number below its parent: ``一、``, ``(二)``, ``3、``."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class HeadingText:
    """A heading in its parts."""

    style: CodeStyle
    code: str | None
    title: str
    rank: int = 0
    """Of local numbering: 1 for the outermost."""
    stated: int | None = None
    """How many rows it says are below it: 术语（12项）."""


def read_heading(text: str) -> HeadingText | None:
    """A text as the heading of a subsystem; None for one that is too long or a sentence."""
    counted = _COUNT.search(text)
    heading = _read(text[: counted.start()] if counted else text)
    return replace(heading, stated=int(counted["n"])) if heading and counted else heading


def _read(text: str) -> HeadingText | None:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return None
    for pattern, rank in _LOCAL:
        found = pattern.match(plain)
        if found and _is_title(plain[found.end() :]):
            return HeadingText(CodeStyle.LOCAL, _arabic(found[1]), _as_printed(text, plain[found.end() :]), rank)
    if found := _PRINTED.fullmatch(plain):
        code, title = found[1], found[2].strip()
        if _is_title(title) and (any(map(str.isdigit, code)) or code.isupper()) and not _is_english(code, title):
            return HeadingText(CodeStyle.PRINTED, code.strip("."), _as_printed(text, title))
    return HeadingText(CodeStyle.NONE, None, _as_printed(text, plain)) if _is_title(plain) else None


def is_code(text: str) -> bool:
    """Whether a text is the code of a subsystem and nothing else: ``1``, ``101``, ``1.2.3``, ``A``, ``AB-01``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return bool(_ONLY_CODE.fullmatch(plain)) and (any(map(str.isdigit, plain)) or plain.isupper())


def plain_code(text: str) -> str:
    """A code as it is compared and kept: plain widths and dashes, no full stop at the end."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    return re.sub("[–—―−]", "-", "".join(plain.split()))


def is_below(code: str, parent: str) -> bool:
    """Whether a code continues another one: ``1.2`` and ``101`` continue ``1``, ``A1`` continues ``A``; ``10`` continues ``1``."""
    return len(code) > len(parent) and code.startswith(parent) and bool(code[len(parent) :].strip(".-_/"))


def is_dotted_below(code: str, parent: str) -> bool:
    """The same with a sign between them, so that nothing else can be meant."""
    return is_below(code, parent) and code[len(parent)] in ".-_/"


def _as_printed(text: str, title: str) -> str:
    """The end of a text that reads as a title, with the widths that are printed."""
    original, wanted = " ".join(text.split()), " ".join(title.split())
    for start in range(len(original)):
        if " ".join(unicodedata.normalize("NFKC", original[start:]).split()) == wanted and original[start] != " ":
            return original[start:]
    return wanted


def _is_title(text: str) -> bool:
    text = text.strip()
    return 0 < len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text) and not text.isdigit()


def _is_english(code: str, title: str) -> bool:
    """Whether a "code" is a word of an English title: ``PV module safety``."""
    return code.isalpha() and len(code) > 1 and title.isascii()


def _arabic(text: str) -> str:
    """A Chinese numeral below a hundred in digits."""
    if not _CHINESE.fullmatch(text):
        return str(int(text))
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return str(_DIGITS.index(ones)) if len(ones) == 1 else text
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))
