"""A committee's calendar (iCalendar, RFC 5545): what is due of its standards, and the targets of the systems that list them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict

import icalendar

from stdgraph.catalogue.listing import list_standard_ids
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Standing, Status, TargetState
from stdgraph.exports.columns import Row, at, joined, standard_name, title_of
from stdgraph.exports.export import ExportRequest
from stdgraph.exports.source import PAGE, ExportSource
from stdgraph.exports.standard_columns import TITLES
from stdgraph.graphql.types.fields import global_id
from stdgraph.store.session import Transaction

COMMITTEE = f"query ExportCommittee($code: String!) {{ committee(code: $code) {{ code {TITLES} }} }}"
DUE = f"""
query ExportDue($ids: [ID!]!, $on: Date!) {{
  nodes(ids: $ids) {{
    ... on Standard {{
      id number planNumber {TITLES} revision
      status(on: $on) standing(on: $on) stage(on: $on) {{ code {TITLES} dueOn }}
      dueOn reviewDueOn inForceOn withdrawnOn
      listedIn {{ subsystem {{ system {{ code }} }} }}
    }}
  }}
}}
"""
TARGETS = f"""
query ExportTargets($code: String!, $on: Date!) {{
  system(code: $code) {{ code {TITLES} targets(asOf: $on) {{ id statement by state required achieved }} }}
}}
"""
LAST_CHANGE = (
    "MATCH (c:Catalogue {id: 'catalogue'}) MATCH (e:Event {sequence: c.sequence}) RETURN toString(e.recordedAt) AS at"
)
PRODUCT = "-//stdgraph//stdgraph//ZH"


class LastChangeRow(TypedDict):
    """When the last change was recorded."""

    at: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due on a day."""

    kind: str
    """With the id of what it is about it identifies the entry, whatever its day is."""
    term: Term
    on: date
    thing: str
    """The global id of what it is about."""
    name: str
    title: Term
    revision: int
    detail: Term
    overdue: bool


async def write_calendar(source: ExportSource, request: ExportRequest) -> AsyncIterator[bytes]:
    """The calendar of a committee with its subcommittees as one piece."""
    committee = (await source.ask(COMMITTEE, {"code": request.code}))["committee"]
    stamp = await source.read(lambda tx: _last_change(tx, request.on))
    standards = await _standards(source, request)
    deadlines = [deadline for row in standards for deadline in deadlines_of(row, request.on)]
    deadlines += await _targets(source, request, standards)
    calendar = icalendar.Calendar()
    title = title_of(committee, request.language)
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", joined(committee["code"], title))
    for deadline in sorted(deadlines, key=lambda one: (one.on, one.name, one.kind)):
        calendar.add_component(_entry(deadline, stamp, request))
    yield calendar.to_ical()


async def _last_change(tx: Transaction, on: date) -> datetime:
    """When the last change of the catalogue was recorded; the beginning of the day where none was."""
    row = await tx.row(LAST_CHANGE, LastChangeRow)
    return datetime.combine(on, time(), UTC) if row is None else datetime.fromisoformat(row["at"]).astimezone(UTC)


async def _standards(source: ExportSource, request: ExportRequest) -> list[Row]:
    scope = ScopeFilter(committee=request.code)
    ids = await source.read(lambda tx: list_standard_ids(tx, None, scope, request.on))
    found: list[Row] = []
    for start in range(0, len(ids), PAGE):
        asked = [global_id("Standard", one) for one in ids[start : start + PAGE]]
        answer = await source.ask(DUE, {"ids": asked, "on": request.on.isoformat()})
        found += [row for row in answer["nodes"] if row is not None]
    return found


APPROVAL = Term("报批截止", "Due for approval")
STAGE = Term("阶段到期", "Stage due")
IN_FORCE = Term("实施", "Takes force")
WITHDRAWAL = Term("废止", "Withdrawn")
REVIEW = Term("复审到期", "Due for review")
TARGET = Term("目标期限", "Target due")


def deadlines_of(row: Row, on: date) -> Iterable[Deadline]:
    """What is due of a standard: while it is being made its approval and the normal end of its stage, past days included; what takes force
    or is withdrawn from the day on; the review of what is valid, past days included.
    """
    is_open = row["status"] in (Status.PLANNED, Status.DRAFTING)
    is_valid = row["standing"] in (Standing.IN_FORCE, Standing.UPCOMING)
    kinds = (
        ("approval", APPROVAL, row["dueOn"], is_open, True),
        ("stage", STAGE, at(row, "stage.dueOn"), is_open, True),
        ("in-force", IN_FORCE, row["inForceOn"], True, False),
        ("withdrawal", WITHDRAWAL, row["withdrawnOn"], True, False),
        ("review", REVIEW, row["reviewDueOn"], is_valid, True),
    )
    for kind, term, text, applies, past in kinds:
        day = date.fromisoformat(text) if text and applies else None
        if day is not None and (past or day >= on):
            stage = row["stage"]
            detail = Term(*(joined(stage["code"], stage[name]) if stage else "" for name in ("titleZh", "titleEn")))
            title = Term(row["titleZh"] or "", row["titleEn"] or "")
            overdue = past and day < on
            yield Deadline(kind, term, day, row["id"], standard_name(row), title, row["revision"], detail, overdue)


async def _targets(source: ExportSource, request: ExportRequest, standards: Sequence[Row]) -> list[Deadline]:
    """The targets that are not met yet of the systems that list a standard of the committee."""
    codes = sorted({one["subsystem"]["system"]["code"] for row in standards for one in row["listedIn"]})
    found = []
    for code in codes:
        system = (await source.ask(TARGETS, {"code": code, "on": request.on.isoformat()}))["system"]
        for target in system["targets"]:
            if target["by"] is None or target["state"] == TargetState.MET:
                continue
            by = date.fromisoformat(target["by"])
            figures = "" if target["required"] is None else f"{target['achieved'] or 0}/{target['required']}"
            statement = joined(target["statement"], figures)
            title = Term(system["titleZh"] or "", system["titleEn"] or "")
            detail = Term(statement, statement)
            found.append(Deadline("target", TARGET, by, target["id"], code, title, 0, detail, by < request.on))
    return found


OVERDUE = Term("逾期", "overdue")


def _entry(deadline: Deadline, stamp: datetime, request: ExportRequest) -> icalendar.Event:
    """An entry for a whole day, which keeps nobody busy."""
    language = request.language
    entry = icalendar.Event()
    entry.add("uid", f"{deadline.kind}.{deadline.thing}@stdgraph")
    entry.add("dtstamp", stamp)
    entry.add("sequence", deadline.revision)
    entry.add("dtstart", deadline.on)
    entry.add("dtend", deadline.on + timedelta(days=1))
    term = deadline.term.in_language(language)
    late = f" ({OVERDUE.in_language(language)})" if deadline.overdue else ""
    entry.add("summary", f"{term}{late}: {deadline.name}")
    entry.add(
        "description",
        "\n".join(filter(None, (deadline.title.in_language(language), deadline.detail.in_language(language)))),
    )
    entry.add("categories", [term])
    entry.add("transp", "TRANSPARENT")
    return entry
