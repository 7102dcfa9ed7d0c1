"""The properties that a standard stores: those of its own, and those that follow from its moves and names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict, cast

from stdgraph.domain import timeline as timelines
from stdgraph.domain.calendar import HELD, project_due_on, project_months, review_due_on, review_years
from stdgraph.domain.dates import DateSpan, PartialDate, partial_date
from stdgraph.domain.move_spans import ISSUED, PUBLICATION, Move, contradicts_year, resolve
from stdgraph.domain.numbers import number_key, year_of
from stdgraph.domain.series import SeriesFacts, series_facts
from stdgraph.domain.stages import status_of
from stdgraph.domain.text import fold
from stdgraph.domain.vocabulary import DateBasis, EventKind, Level, Status


class StandardProperties(TypedDict, total=False):
    """The properties of a ``Standard`` node that commands read or write; days are days."""

    id: str
    revision: int
    number: str | None
    numberKey: str | None
    numberSort: str | None
    seriesKey: str | None
    seriesOrder: str | None
    amendsKey: str | None
    partOf: str | None
    amending: bool | None
    searchText: str | None
    titleZhKey: str | None
    titleEnKey: str | None
    printedNumber: str | None
    planNumber: str | None
    titleZh: str | None
    titleEn: str | None
    titleBasis: str | None
    department: str | None
    draftingBodies: list[str] | None
    note: str | None
    level: str | None
    nature: str | None
    publishedOn: date | None
    publishedIn: str | None
    inForceOn: date | None
    inForceIn: str | None
    withdrawnOn: date | None
    withdrawnIn: str | None
    statedOn: date | None
    projectDueOn: date | None
    timeline: list[str]
    stage: str
    status: str
    standing: str | None
    itemStatus: str | None
    stateFrom: date | None
    stateUntil: date | None
    supersededEarliest: date | None
    supersededLatest: date | None
    stageOn: date | None
    dueOn: date | None
    reviewDueOn: date | None
    publicationEarliest: date | None
    publicationLatest: date | None
    publicationBasis: str | None
    forceEarliest: date | None
    forceLatest: date | None
    forceBasis: str | None
    withdrawalEarliest: date | None
    withdrawalLatest: date | None
    withdrawalBasis: str | None
    retiredOn: date | None
    retiredAt: str | None
    documents: list[str] | None
    foreignEditions: list[str] | None


DATED: Mapping[str, str] = {"publishedOn": "publishedIn", "inForceOn": "inForceIn", "withdrawnOn": "withdrawnIn"}
"""Dates of a document that a source may know less exactly: the property of a day, and that of a month or a year (text)."""


ENTRIES: Mapping[str, str] = {"documents": "url", "foreignEditions": "language"}
"""Lists of which each entry is kept as a JSON text: links to documents, editions in other languages; and by what an entry is known."""


def entries_of(standard: Mapping[str, object], name: str) -> list[dict[str, Any]]:
    """The entries of one of these lists, in their order."""
    return [json.loads(text) for text in cast("Sequence[str]", standard.get(name) or ())]


def kept_entries(entries: Iterable[Mapping[str, Any]]) -> list[str] | None:
    """The property that keeps entries, without what is not known of them; None for none."""
    known = ({name: value for name, value in one.items() if value is not None} for one in entries)
    return [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in known] or None


def stated_date(standard: Mapping[str, object], name: str) -> PartialDate | None:
    """What is stated of one of the ``DATED``."""
    day = standard.get(name)
    return partial_date(day if day is not None else standard.get(DATED[name]))


def dated(name: str, value: PartialDate | None) -> StandardProperties:
    """The two properties that keep a date."""
    day = value.day if value else None
    return cast("StandardProperties", {name: day, DATED[name]: str(value) if value and day is None else None})


def stated_fields(values: Mapping[str, object]) -> dict[str, object]:
    """Properties as people and sources state them: of each of the ``DATED`` one field, whatever it is known to."""
    shown = {name: value for name, value in values.items() if name not in DATED.values()}
    for name, within in DATED.items():
        if name in values or within in values:
            day = values.get(name)
            shown[name] = day if day is not None else values.get(within)
    return shown | {name: entries_of(values, name) for name in ENTRIES if values.get(name) is not None}


def kept_properties(values: Mapping[str, object]) -> dict[str, object]:
    """Fields as they are stated, as properties: of each of the ``DATED`` two, entries as texts."""
    kept = {name: value for name, value in values.items() if name not in DATED}
    for name in DATED:
        if name in values:
            kept |= dated(name, partial_date(values[name]))
    lists = {name: cast("Iterable[Mapping[str, Any]]", values[name] or ()) for name in ENTRIES if name in values}
    return kept | {name: kept_entries(entries) for name, entries in lists.items()}


_KINDS = {
    Status.PUBLISHED: EventKind.PUBLISHED,
    Status.WITHDRAWN: EventKind.WITHDRAWN,
    Status.ABANDONED: EventKind.ABANDONED,
}


def opening_moves(
    stage: str, *, stage_on: PartialDate | None, published: PartialDate | None, withdrawn: PartialDate | None
) -> tuple[Move, ...]:
    """The moves that a standard met at this stage has made: a withdrawn one, for instance, was published before."""
    match status_of(stage), stage[:2]:
        case Status.PUBLISHED, "60":
            return (Move.at(stage, published),)
        case Status.PUBLISHED, _:
            return (Move.at("60.60", published), Move.at(stage, stage_on))
        case Status.WITHDRAWN, _:
            return (Move.at("60.60", published), Move.at(stage, withdrawn))
        case _:
            return (Move.at(stage, stage_on),)


def kind_of(move: Move, before: str | None) -> EventKind:
    """What a move is called, coming from a stage or, None, from nowhere."""
    status, earlier = status_of(move.stage), status_of(before) if before else None
    if status is earlier:
        return EventKind.ADVANCED
    if status is Status.DRAFTING:
        return EventKind.STARTED if earlier in (None, Status.PLANNED) else EventKind.ADVANCED
    return _KINDS.get(status, EventKind.REGISTERED if earlier is None else EventKind.ADVANCED)


DERIVED = (
    *("timeline", "stage", "stageOn", "dueOn", "reviewDueOn"),
    *(f"{name}{bound}" for name in ("publication", "force", "withdrawal") for bound in ("Earliest", "Latest", "Basis")),
)
"""The properties that follow from the moves of a standard and from what is stated of it."""


def project(moves: Sequence[Move], standard: Mapping[str, object]) -> StandardProperties:
    """The properties of a standard that follow from its moves (one at least) and from its own, None where unknown.

    Of ``standard`` the number, level, nature, the dates, ``statedOn`` and ``projectDueOn`` count.
    """
    number = standard.get("number")
    year = year_of(number) if isinstance(number, str) else None
    stated_on = cast("date | None", standard.get("statedOn"))
    resolved = resolve(moves, year, stated_on)
    timeline = timelines.fold(moves, year, stated_on)
    last = timeline[-1]
    stage = timelines.entry_stage(last)
    publication = next((one.span for one in resolved if status_of(one.move.stage) in ISSUED), None)
    withdrawal = next((one.span for one in reversed(resolved) if status_of(one.move.stage) is Status.WITHDRAWN), None)
    force = _force(publication, stated_date(standard, "inForceOn"), withdrawal, year)
    return {
        "timeline": timeline,
        "stage": stage,
        "stageOn": timelines.entry_day(last),
        "dueOn": due_on(timeline, stage, standard),
        "reviewDueOn": None if is_amendment(standard) else _review_due_on(timeline, publication, standard),
        **_bounds("publication", publication),
        **_bounds("force", force),
        **_bounds("withdrawal", withdrawal),
    }


def due_on(timeline: Sequence[str], stage: str, standard: Mapping[str, object]) -> date | None:
    """The day by which a project in a stage is to be submitted for approval; level, nature and ``projectDueOn`` of the standard count."""
    months = project_months(standard.get("level"), standard.get("nature"))
    return project_due_on(
        stage, timelines.drafting_since(timeline), cast("date | None", standard.get("projectDueOn")), months
    )


def _force(
    publication: DateSpan | None, stated: PartialDate | None, withdrawal: DateSpan | None, year: int | None
) -> DateSpan | None:
    """The entry into force: not before the publication; where none is stated, the publication counts (a GB/Z has none)."""
    if publication is None or publication.earliest is None:
        if publication is None or stated is None:
            return publication and replace(publication, basis=DateBasis.ORDER, text=None)
        return DateSpan(stated.earliest, stated.latest, DateBasis.STATED, str(stated))
    if stated is None or contradicts_year(PUBLICATION, stated, year):
        return replace(publication, basis=DateBasis.ORDER, text=None)
    latest = stated.latest
    if stated.day is None and withdrawal is not None and withdrawal.latest is not None:
        latest = max(stated.earliest, min(latest, withdrawal.latest))
    earliest = stated.earliest if stated.day else min(max(stated.earliest, publication.earliest), latest)
    return DateSpan(earliest, latest, DateBasis.STATED, str(stated))


def _bounds(name: str, span: DateSpan | None) -> StandardProperties:
    found = {"Earliest": span and span.earliest, "Latest": span and span.latest, "Basis": span and span.basis.value}
    return cast("StandardProperties", {f"{name}{bound}": value for bound, value in found.items()})


def _review_due_on(
    timeline: Sequence[str], publication: DateSpan | None, standard: Mapping[str, object]
) -> date | None:
    level, number = standard.get("level"), standard.get("number")
    held = [timelines.entry_day(entry) for entry in timeline if timelines.entry_stage(entry) in HELD]
    return review_due_on(
        Level(str(level)) if level else None,
        publication.latest if publication else None,
        max(held, default=None),
        years=review_years(number if isinstance(number, str) else None),
    )


_DIGITS = re.compile(r"\d+")
_NAMES = ("number", "printedNumber", "planNumber", "titleZh", "titleEn")


def search_text(names: Iterable[str | None]) -> str:
    """The text to search in: the names that are known, folded, each once, on lines of their own."""
    return "\n".join(dict.fromkeys(folded for name in names if name and (folded := fold(name))))


def title_keys(values: Mapping[str, object]) -> dict[str, str | None]:
    """The titles of anything that has some, as conditions compare them; None for one that is absent."""
    titles = {f"{name}Key": values.get(name) for name in ("titleZh", "titleEn")}
    return {key: fold(title) if isinstance(title, str) and title else None for key, title in titles.items()}


_FOUND_BY: Mapping[str, tuple[str, ...]] = {
    "Standard": _NAMES,
    "Committee": ("code", "titleZh", "titleEn"),
    "Subsystem": ("code", "titleZh", "titleEn"),
    "ProductCategory": ("code", "titleZh", "titleEn", "aliases"),
    "StandardsSystem": ("code", "documentNumber", "titleZh", "titleEn"),
}
"""The properties by which the nodes of a label are searched, what they are called first."""
SEARCHED = tuple(_FOUND_BY)
"""The labels of what can be searched."""


def searchable(label: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The properties by which a node of a label, with these properties, is searched; none where the label is not searched."""
    if label not in _FOUND_BY:
        return {}
    found = [values.get(name) for name in _FOUND_BY[label]]
    names = [name for one in found for name in (one if isinstance(one, list | tuple) else (one,))]
    return {"searchText": search_text(names), **title_keys(values)}


def sort_text(number: str) -> str:
    """The number in a form that sorts as people count: GB/T 6495.2 before GB/T 6495.10."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(8), number)


def series_properties(number: str | None) -> StandardProperties:
    """The properties that say what the number of a standard tells of its series; None where it tells nothing."""
    series = series_facts(number) if number else SeriesFacts()
    return {
        "seriesKey": series.key,
        "seriesOrder": series.order,
        "amendsKey": series.amends,
        "partOf": series.part_of,
    }


def findable(standard: Mapping[str, object]) -> StandardProperties:
    """The properties by which a standard with these properties is found; to be written whenever one of its names is."""
    names = {name: value for name in _NAMES if isinstance(value := standard.get(name), str) and value}
    number = names.get("number")
    keys = title_keys(names)
    return {
        "numberKey": number_key(number) if number else None,
        "numberSort": sort_text(number) if number else None,
        **series_properties(number),
        "searchText": search_text(names.get(name) for name in _NAMES),
        "titleZhKey": keys["titleZhKey"],
        "titleEnKey": keys["titleEnKey"],
    }


FOUND_BY = frozenset(findable({}))
"""The names of these properties."""


def is_amendment(standard: Mapping[str, object]) -> bool:
    """Whether a standard with these properties amends another document, by its number or because somebody states it."""
    return standard.get("amendsKey") is not None or standard.get("amending") is True
