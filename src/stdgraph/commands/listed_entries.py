"""Changing the lists that a standard has of its documents and of its editions in other languages, and what an entry may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Changed, Message, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.stored_state import ENTRIES, StandardProperties, entries_of, kept_entries
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.vocabulary import EventKind

MOST = 100
"""Entries of one list."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def with_entry(standard: LoadedStandard, name: str, entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a list with one more, or another one in the place of that which is known alike."""
    key, known = ENTRIES[name], {field: value for field, value in entry.items() if value is not None}
    entries = entries_of(standard.properties, name)
    if any(one[key] == known[key] for one in entries):
        return [known if one[key] == known[key] else one for one in entries]
    return [*entries, known]


def without_entry(standard: LoadedStandard, name: str, key: str) -> list[dict[str, Any]]:
    """The entries of a list without that which is known so."""
    return [one for one in entries_of(standard.properties, name) if one[ENTRIES[name]] != key]


def change_entries(
    unit: StandardUnit,
    standard: LoadedStandard,
    name: str,
    entries: Sequence[Mapping[str, Any]],
    on: date,
    note: str | None,
) -> Changed:
    """The outcome of a change of a list; one that changes nothing has no event."""
    former = entries_of(standard.properties, name)
    if list(entries) == former:
        return unit.changed(standard, on)
    standard.change(cast("StandardProperties", {name: kept_entries(entries)}))
    event = NewEvent(
        standard.id,
        EventKind.CHANGED,
        effective_on=on,
        note=note,
        before=json_of({name: former}),
        after=json_of({name: list(entries)}),
    )
    return unit.changed(standard, on, event)


def too_many(path: str, standard: LoadedStandard, name: str, entries: Sequence[object]) -> Iterator[Problem]:
    """That a list would be too long."""
    if len(entries) > max(MOST, len(entries_of(standard.properties, name))):
        term = FIELD_TERMS[name]
        yield Problem(path, Message(f"{term.zh}最多 {MOST} 条", f"{term.en}: expected at most {MOST}"))


def absent(path: str, standard: LoadedStandard, name: str, key: str) -> Iterator[Problem]:
    """That a list has no entry that is known so."""
    if not any(one[ENTRIES[name]] == key for one in entries_of(standard.properties, name)):
        term = FIELD_TERMS[name]
        yield Problem(path, Message(f"该标准的{term.zh}中没有“{key}”", f"no such entry among its {term.en}: {key!r}"))


def wrong_language(path: str, text: str | None) -> Iterator[Problem]:
    """That a text is no tag of a language."""
    if text is not None and not _LANGUAGE.fullmatch(text):
        zh = f"“{text}”不是语言代码，应如“en”、“fr”或“zh-Hant”"
        yield Problem(
            path, Message(zh, f"invalid language {text!r}: expected a tag such as en, fr or zh-Hant (BCP 47)")
        )
