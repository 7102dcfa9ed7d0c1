"""How a gap and its record are laid out for people."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from rich.table import Table
from rich.text import Text

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.gap_tables import subject
from stdgraph.cli.output import Column, Row, heading, in_words, table
from stdgraph.cli.sheet import brief, coded, named, sheet, source_of
from stdgraph.cli.standard_sheet import state_of
from stdgraph.cli.texts import Phrase
from stdgraph.domain.terms import GAP_KINDS, TERMS, fact_term, fact_value
from stdgraph.domain.vocabulary import EventKind, GapStatus, Language, Priority, Severity

EVIDENCE = (
    Column("fact", "事实", "fact", itemgetter("fact"), people=fact_term),
    Column("value", "值", "value", itemgetter("value"), people=fact_value),
    Column("source", "来源", "source", lambda row: source_of(row["source"])),
)
ENTRIES = (
    Column("sequence", "序号", "no.", itemgetter("sequence"), right=True),
    Column("at", "日期", "day", itemgetter("at"), whole=True),
    Column("kind", "事件", "event", itemgetter("kind"), people=in_words(TERMS[EventKind])),
    Column("status", "状态", "status", itemgetter("status"), people=in_words(TERMS[GapStatus])),
    Column("actor", "记录者", "recorded by", itemgetter("actor")),
    Column("note", "备注", "note", itemgetter("note")),
)


def everything(answer: Row, language: Language) -> Iterator[Table | Text]:
    """The gap, its evidence, and its record; of one that is gone the record alone."""
    gap, record = answer["gap"], answer["record"]
    if gap is None:
        yield Text(say.GONE.said_in(language, gap=record["gapId"]))
        yield heading(record["message"])
    else:
        yield heading(gap["message"])
        yield sheet(_facts(gap, language), language)
        if gap["evidence"]:
            yield heading(say.EVIDENCE.said_in(language))
            yield table(EVIDENCE, gap["evidence"], language)
    yield heading(say.RECORD.said_in(language))
    if record is None:
        yield Text(say.NOT_TRACKED.said_in(language, gap=gap["key"]))
    else:
        yield from told_record(record, language)


def told_record(record: Row, language: Language) -> Iterator[Table | Text]:
    """What was decided, and everything that happened to the record."""
    yield sheet(decided(record, language), language)
    yield table(ENTRIES, record["history"], language)


def decided(record: Row, language: Language) -> list[tuple[Phrase, str | None]]:
    """What a committee decided about a gap."""
    research = record["needsResearch"]
    known = None if research is None else (say.YES if research else say.NO).said_in(language)
    priority = record["priority"]
    return [
        (say.RECORD_STATUS, TERMS[GapStatus][record["status"]].in_language(language)),
        (say.PRIORITY, TERMS[Priority][priority].in_language(language) if priority else None),
        (say.OWNER, coded(record["owner"])),
        (say.RESEARCH, known),
        (say.RECOMMENDATION, record["recommendation"]),
        (say.REVISION, str(record["revision"])),
    ]


def _facts(gap: Row, language: Language) -> Iterator[tuple[Phrase, str | list[str] | None]]:
    severity = TERMS[Severity][gap["severity"]].in_language(language)
    yield say.ID, gap["id"]
    yield say.KIND, GAP_KINDS[gap["kind"]].in_language(language)
    yield say.SEVERITY_AND_SCORE, say.SCORED.said_in(language, severity=severity, score=f"{gap['score']:g}")
    yield say.SINCE, gap["since"]
    yield say.ABOUT, subject(gap)
    system = gap["system"]
    subsystems = [str(coded(one)) for one in gap["subsystems"]]
    yield say.PLACE, [*([str(coded(system))] if system else []), *brief(subsystems)]
    concerned = [*gap["committees"], *gap["productCategories"]]
    yield say.CONCERNS, brief([str(coded(one)) for one in concerned])
    yield say.UNLOCKS, brief([str(coded(one)) for one in gap["unlocks"]])
    yield say.REMEDY, gap["remedy"]
    yield say.CANDIDATES, brief([_candidate(one, language) for one in gap["candidates"]])


def _candidate(standard: Row, language: Language) -> str:
    return f"{named(standard)} [{coded(standard['stage']) or state_of({**standard, 'standing': None}, language)}]"
