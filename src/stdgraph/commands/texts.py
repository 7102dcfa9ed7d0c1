"""The texts of commands: stored in Unicode's composed form, and refused where they are too long or hold control characters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

from stdgraph.commands.described import DESCRIPTION, NAMES, DescribedCommand
from stdgraph.commands.outcomes import Invalid, Message, Problem
from stdgraph.domain.terms import ENTERED_TERMS, FIELD_TERMS, Term
from stdgraph.domain.text import camel_case, composed, is_plain
from stdgraph.domain.text_limits import limit_of

C = TypeVar("C")

ITEM_NUMBER = Term("条目编号", "item number")
_ENTERED: Mapping[str, tuple[str, Term]] = {
    "title_zh": ("title", FIELD_TERMS["titleZh"]),
    "title": ("title", FIELD_TERMS["titleZh"]),
    "title_en": ("titleEn", FIELD_TERMS["titleEn"]),
    "number": ("number", FIELD_TERMS["number"]),
    "plan_number": ("planNumber", FIELD_TERMS["planNumber"]),
    "note": ("note", FIELD_TERMS["note"]),
    "reason": ("reason", Term("理由", "reason")),
    "source": ("source", Term("来源", "source")),
    "approval": ("approval", Term("批准依据", "approval")),
    "recommendation": ("recommendation", Term("建议", "recommendation")),
    "department": ("department", FIELD_TERMS["department"]),
    "drafting_bodies": ("draftingBodies", Term("起草单位", "drafting body")),
    "url": ("url", Term("网址", "address")),
    "itemNumber": ("itemNumber", ITEM_NUMBER),
    "item_number": ("itemNumber", ITEM_NUMBER),
    "listings": ("listedIn", ITEM_NUMBER),
}
"""The fields of commands that hold what people entered, with the names that the API gives them and their terms."""


def tidied(command: C) -> C:
    """The same command with all its texts composed (NFC)."""
    given = cast("Any", command)  # every command is a dataclass
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(given):
        value = getattr(command, field.name)
        tidy = _composed(value)
        if tidy != value:
            changed[field.name] = tidy
    return cast("C", dataclasses.replace(given, **changed)) if changed else command


def _composed(value: Any) -> Any:
    if type(value) is str:  # not the codes of vocabularies, which are texts too
        return composed(value)
    if dataclasses.is_dataclass(value):
        return tidied(value)
    if isinstance(value, list | tuple):
        return type(value)(_composed(one) for one in value)
    if isinstance(value, Mapping):
        return {name: _composed(one) for name, one in value.items()}
    return value


def unfit(command: object) -> Invalid | None:
    """That texts of a command are too long, or that those of several lines hold control characters, each with its field; None where none
    is. Texts of one line are checked with what else is wrong with them."""
    problems: list[Problem] = []
    for path, term, limit, text in _texts(command):
        length = len(text)
        if length > limit:
            zh = f"{term.zh}有 {length} 个字符，最多 {limit} 个"
            problems.append(Problem(path, Message(zh, f"{term.en} of {length} characters: expected at most {limit}")))
        if path in _OF_SEVERAL_LINES and not is_plain(text):
            zh = f"{term.zh}含控制字符"
            problems.append(Problem(path, Message(zh, f"{term.en} must not contain control characters")))
    return Invalid(tuple(problems)) if problems else None


_OF_SEVERAL_LINES = ("note", "reason", "remark", "recommendation", "approval")


def _texts(command: object) -> Iterator[tuple[str, Term, int, str]]:
    """Path, term, limit and text of everything that people entered; what surrounds it in blanks does not count."""
    if isinstance(command, DescribedCommand):
        yield from _described(command)
        return
    for name, (path, term) in _ENTERED.items():
        value = getattr(command, name, None)
        if isinstance(value, str):
            yield path, term, limit_of(name), value.strip()
    for _, _, item in getattr(command, "listings", ()):
        if item:
            yield *_ENTERED["listings"], limit_of("itemNumber"), item.strip()
    for body in getattr(command, "drafting_bodies", ()):
        yield *_ENTERED["drafting_bodies"], limit_of("draftingBodies"), body.strip()
    item = getattr(command, "details", {}).get("itemNumber")
    if isinstance(item, str):
        yield *_ENTERED["itemNumber"], limit_of("itemNumber"), item.strip()
    corrected, value = getattr(command, "field", None), getattr(command, "value", None)
    if isinstance(value, str) and isinstance(corrected, str) and corrected in FIELD_TERMS:
        for one in value.split("|") if corrected == "draftingBodies" else (value,):
            yield "value", FIELD_TERMS[corrected], limit_of(corrected), one.strip()


def _described(command: Any, within: str = "") -> Iterator[tuple[str, Term, int, str]]:
    """The same of a command that describes its fields, and of what it holds that does. What names a thing is looked up instead."""
    for field in dataclasses.fields(command):
        name, value = camel_case(field.name), getattr(command, field.name)
        several = isinstance(value, list | tuple)
        for place, one in enumerate(value if several else (value,)):
            path = f"{within}{name}[{place}]" if several else f"{within}{name}"
            if DESCRIPTION not in field.metadata or field.metadata.get(NAMES) is not None:
                continue
            if isinstance(one, str) and name in ENTERED_TERMS:
                yield path, ENTERED_TERMS[name], limit_of(name), one.strip()
            elif dataclasses.is_dataclass(one):
                yield from _described(one, f"{path}.")
