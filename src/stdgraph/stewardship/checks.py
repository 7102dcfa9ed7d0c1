"""Checks that the commands of stewards and administrators share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.commands.change_record import Key
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.nearness import shown
from stdgraph.domain.terms import ENTERED_TERMS, LABEL_TERMS
from stdgraph.domain.text import is_one_line, is_visible
from stdgraph.stewardship.plan_unit import NEVER_ON_PLAN, PlanUnit
from stdgraph.stewardship.things import Thing


def one_line(path: str, name: str, text: str | None) -> Iterator[Problem]:
    """That a text holds line breaks or other control characters."""
    if text is not None and not is_one_line(text):
        term = ENTERED_TERMS[name]
        zh = f"{term.zh}含换行或其他控制字符"
        en = f"{term.en} must not contain line breaks or other control characters"
        yield Problem(path, Message(zh, en))


def names(path: str, name: str, texts: Iterable[str]) -> Iterator[Problem]:
    """That one of several names is empty, or no line of text."""
    for place, text in enumerate(texts):
        if text.strip():
            yield from one_line(f"{path}[{place}]", name, text)
        else:
            term = ENTERED_TERMS[name]
            yield Problem(f"{path}[{place}]", Message(f"{term.zh}不能为空", f"{term.en} must not be empty"))


def no_title(*titles: str | None) -> Iterator[Problem]:
    """That there is no title in any language."""
    if not any(title and title.strip() for title in titles):
        yield Problem("titleZh", Message("缺少名称", "a title in at least one language is required"))


def unfit_code(path: str, label: str, code: str) -> Iterator[Problem]:
    """That a text cannot be the code of a thing: codes stand in ids beside others and in scopes."""
    term = LABEL_TERMS[label]
    slashes = label in ("StandardsSystem", "Subsystem")  # they stand in ids beside each other: SYSTEM/SUBSYSTEM
    fits = code == code.strip() and is_visible(code) and ":" not in code and not (slashes and "/" in code)
    if not code.strip() or not fits:
        without_zh, without_en = ("冒号、斜线", "colons, slashes") if slashes else ("冒号", "colons")
        zh = f"“{shown(code)}”不能作为{term.zh}代码：不得为空，不得含{without_zh}、换行、不可见字符或首尾空格"
        without_en += ", line breaks, invisible characters and surrounding blanks"
        en = f"invalid code {shown(code)!r} of a {term.en}: expected a text without {without_en}"
        yield Problem(path, Message(zh, en))


def taken_code(
    unit: PlanUnit, path: str, label: str, key: str, code: str, own: Thing | None = None
) -> Iterator[Problem]:
    """That a code is, or was, that of another thing than the one that is to have it again."""
    term = LABEL_TERMS[label]
    thing = unit.thing(label, key)
    if thing is not None and thing.properties.get("retiredOn") != NEVER_ON_PLAN:
        left = thing.properties.get("retiredOn")
        since_zh, since_en = (
            ("", "") if left is None else (f"（自 {left} 起已退出体系）", f", off the plan since {left}")
        )
        zh, en = (thing.properties.get(name) or thing.name for name in ("titleZh", "titleEn"))
        yield Problem(
            path,
            Message(
                f"代码“{code}”已属{term.zh}“{zh}”{since_zh}", f"code {code!r} is that of {term.en} {en!r}{since_en}"
            ),
        )
    elif (now := unit.former.get(Key(label, key), key)) != key and (own is None or unit.thing(label, now) is not own):
        zh = f"代码“{code}”曾属{term.zh}“{now}”，凭它仍可查到后者"
        yield Problem(path, Message(zh, f"code {code!r} was that of {term.en} {now!r}, which is still found by it"))


def not_cleared(names: Sequence[str], allowed: Sequence[str], given: Mapping[str, object]) -> Iterator[Problem]:
    """That a field cannot be without a value, or is given one at the same time."""
    for place, name in enumerate(names):
        if name not in allowed:
            zh = f"“{name}”不能清空，可清空：{'、'.join(allowed)}"
            en = f"{name!r} cannot be cleared: expected some of {', '.join(allowed)}"
            yield Problem(f"clear[{place}]", Message(zh, en))
        elif given.get(name) is not None:
            zh, en = f"“{name}”不能既清空又赋值", f"{name!r} is both cleared and given: expected one of them"
            yield Problem(f"clear[{place}]", Message(zh, en))


def new_code(unit: PlanUnit, label: str, thing: Thing, code: str | None) -> Iterator[Problem]:
    """That a thing cannot have another code."""
    if code is not None and code != thing.key:
        yield from unfit_code("newCode", label, code)
        yield from taken_code(unit, "newCode", label, code, code, thing)


def changed_text(thing: Thing, name: str, given: str | None) -> str | None:
    """A text of a thing as it is to be: absent as it is, empty none."""
    return thing.properties.get(name) if given is None else stripped(given)


def told(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as an event tells them: those that are known."""
    return {name: value for name, value in values.items() if value is not None}


def sides(differing: Mapping[str, tuple[Any, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What fields were and what they are, as an event tells it, of those that changed."""
    before, after = ({name: pair[side] for name, pair in differing.items()} for side in (0, 1))
    return told(before), told(after)


def stripped(text: str | None) -> str | None:
    """A text without surrounding blanks; None where nothing is left."""
    return (text.strip() or None) if text is not None else None


def later(one: date | None, other: date | None) -> date | None:
    """The later of two days, as far as they are known."""
    known = [day for day in (one, other) if day is not None]
    return max(known) if known else None
