"""Numbers of documents as tables print them: several in a cell, with a degree of adoption, with a title, with none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.table import StatedAdoption
from stdgraph.datasets.system_table.words import is_empty, meaning
from stdgraph.domain.numbers import (
    Family,
    Number,
    as_printed,
    names_several,
    plan_number_text,
    read_number,
    read_reference,
)
from stdgraph.domain.remembered import remembered
from stdgraph.domain.vocabulary import Degree

_BETWEEN = re.compile(
    r"[\n\r;；、]+|(?<=\d)[,，](?=\s*[A-Z《(（])|(?<=\d)\s*/\s*(?=(?:GB|DL|NB|SJ|JB|YD|HJ)(?:/[TZ])?\s?\d)|(?<=\d)\s+和\s*(?=[A-Z])|\s{2,}(?=[A-Z])"
)
_DEGREE_WORDS = "IDT|MOD|EQV|NEQ|等同采用|等同|修改采用|修改|非等效采用|非等效|等效采用|等效|参照采用"
_DEGREE = re.compile(
    rf"[\s,，、:：;；(（\[/]*(?<![A-Za-z])(?P<word>{_DEGREE_WORDS}|≡|≠)(?![\w采])[\s)）\],，。]*", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:代替|替代|部分代替|废止|采用|采标|对应|参考|原标准号|原)[:：\s]*")
_TRAILING = re.compile(r"\s*[（(](?:部分代替|部分|全部|代替|废止|作废|现行|整合|in part)[)）]\s*$", re.IGNORECASE)
_IN_PART = re.compile(r"^部分代替|[（(](?:部分代替|部分|in part)[)）]\s*$", re.IGNORECASE)
_LONGEST = 200
_BLANK = re.compile(r"[X×]{2,}|(?<=\d)[X×*]+|□{2,}|_{2,}", re.IGNORECASE)

_UNKNOWN = re.compile(r"(?:标准)?(?:编号|号)(?:不详|未知)|number (?:is )?not known", re.IGNORECASE)

parsed = remembered(1 << 13)(read_number)
"""The number that a text prints, as ``read_number`` has it; a row asks several times."""


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number of a document in canonical form, beside what is printed."""

    number: str
    printed: str
    key: str
    year: int | None
    widths: bool
    """Whether it is printed with characters of full width or spaces that a number has not."""
    in_part: bool = False
    """Whether the text says that only a part of the document is meant (部分代替)."""


def split_numbers(text: str) -> list[str]:
    """The texts of a cell that each name a document."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip() and not is_empty(part)]


def is_placeholder(text: str) -> bool:
    """Whether a text leaves the number open: ``GB/T XXXX-20XX``."""
    return is_unknown(text) or bool(_BLANK.search(unicodedata.normalize("NFKC", text)))


def is_unknown(text: str) -> bool:
    """Whether a cell says that there is a number which nobody knows, rather than nothing: ``编号不详``."""
    return bool(_UNKNOWN.fullmatch(text.strip(" \n()（）")))


def read_stated(text: str) -> StatedNumber | None:
    """The number that a text prints; None where it is none."""
    printed = _LEAD.sub("", _TRAILING.sub("", text.strip()))
    if not printed or len(printed) > _LONGEST:
        return None
    number = parsed(printed)
    if not isinstance(number, Number) or (number.family is Family.OTHER and not _like_a_number(printed)):
        return None
    wide = unicodedata.normalize("NFKC", printed) != printed
    return StatedNumber(number.text, printed, number.key, number.year, wide, bool(_IN_PART.search(text.strip())))


def is_known_number(text: str) -> bool:
    """Whether a text begins a cell of numbers: the first is one of a known family, a plan number, or one that is left open."""
    parts = split_numbers(text)
    if not parts or len(parts[0]) > _LONGEST:
        return False
    number = parsed(_LEAD.sub("", parts[0]))
    return isinstance(number, Number) and (number.family is not Family.OTHER or is_placeholder(parts[0]))


def is_plan(text: str) -> bool:
    """Whether a text is a plan number."""
    number = parsed(text)
    return isinstance(number, Number) and number.family is Family.PLAN


def plan_text(text: str) -> str:
    """A plan number as it is kept."""
    return plan_number_text(text)


def year_in(text: str) -> int | None:
    """The year of a number in canonical form, that of its last supplement where it has any; None where it says none."""
    number = parsed(text)
    if not isinstance(number, Number) or number.family is Family.PLAN:
        return None
    return number.supplements[-1].year if number.supplements else number.year


def read_numbers(text: str) -> tuple[list[StatedNumber], list[str]]:
    """The numbers in a cell, and its parts that are none. A range (GB 3100~3102) is all of its numbers."""
    found: list[StatedNumber] = []
    others: list[str] = []
    for part in split_numbers(text):
        if number := read_stated(part):
            found.append(number)
        elif names_several(part):
            try:
                reference = read_reference(part)
            except ValueError:
                others.append(part)
            else:
                if reference.all_parts:
                    others.append(part)
                found += [
                    StatedNumber(one.text, part, one.key, one.year, widths=False)
                    for one in reference.numbers
                    if not reference.all_parts
                ]
        else:
            others.append(part)
    return found, others


def read_adoptions(text: str, degree: Degree | None = None) -> tuple[list[StatedAdoption], list[str]]:
    """The documents that a cell says are adopted, each with its degree, and its parts that are none.

    ``degree`` is that of the column beside it. A degree that ends the cell holds for all before it that have none.
    """
    found: list[tuple[str, Degree | None]] = []
    others: list[str] = []
    pending = _pieces(text)
    for part, said in pending:
        if not part:
            found = [(number, own or said) for number, own in found]
        elif number := read_stated(part):
            found.append((number.number, said))
        else:
            others.append(part)
    if found and found[-1][1] is not None and "\n" not in text:
        last = found[-1][1]
        found = [(number, own or last) for number, own in found]
    if not found and not others and not is_empty(text):
        others = [text.strip()]
    return [StatedAdoption(number, own or degree) for number, own in found], others


def _pieces(text: str) -> list[tuple[str, Degree | None]]:
    """The parts of a cell with their degrees: ``IEC 61730-1:2016, MOD``, ``ISO 9001:2015（等同）``, ``idt ISO 9001``."""
    pieces: list[tuple[str, Degree | None]] = []
    for line in re.split(r"[\n\r;；、]+", text):
        rest, said = line.strip(), None
        leading = _DEGREE.match(rest)
        if leading and leading.end() < len(rest):
            said, rest = _degree(leading["word"]), rest[leading.end() :]
            pieces.append((_cleaned(rest), said))
            continue
        at = 0
        for match in _DEGREE.finditer(rest):
            pieces.append((_cleaned(rest[at : match.start()]), _degree(match["word"])))
            at = match.end()
        if rest[at:].strip():
            pieces += [(_cleaned(part), None) for part in re.split(r"[,，](?=\s*[A-Z])", rest[at:])]
    return [(part, said) for part, said in pieces if said is not None or (part and not is_empty(part))]


def _degree(word: str) -> Degree | None:
    code = meaning(TableField.ADOPTION_DEGREE, word)
    return Degree(code) if code else None


def _cleaned(text: str) -> str:
    text = text.strip(" \t,，:：/(")
    return text if text.count("(") == text.count(")") else text.rstrip("()（）")


def _like_a_number(text: str) -> bool:
    """Whether a text of no known family has the shape of a number: letters of an issuer, digits, no sentence."""
    plain = as_printed(text).strip()
    return (
        bool(re.match(r"[A-Z][A-Z/.&-]{0,15}[ /-]?\w{0,4}?\d", plain))
        and len(plain) <= 40
        and not re.search(r"[一-鿿]{2}", plain)
    )
