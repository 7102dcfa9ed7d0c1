"""How everything known of a standard is laid out for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from rich.table import Table
from rich.text import Text

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.asking import taken
from stdgraph.cli.output import Column, Row, heading, in_words, table
from stdgraph.cli.sheet import brief, coded, name_of, named, sheet, source_of
from stdgraph.cli.texts import Phrase
from stdgraph.domain.terms import BASIS_TERMS, TERMS, fact_term
from stdgraph.domain.vocabulary import (
    Degree,
    EventKind,
    Extent,
    Language,
    Level,
    Membership,
    Nature,
    Standing,
    Status,
)

CLAIMS = (
    Column("field", "字段", "field", itemgetter("field"), people=fact_term),
    Column("value", "值", "value", itemgetter("value")),
    Column("chosen", "采用", "followed", itemgetter("chosen"), people=lambda value, _: "✓" if value else ""),
    Column("source", "来源", "source", lambda row: source_of(row["source"])),
)
HISTORY = (
    Column("sequence", "序号", "no.", itemgetter("sequence"), right=True),
    Column("at", "日期", "day", lambda row: row["at"] or row["effectiveIn"], whole=True),
    Column("kind", "事件", "event", itemgetter("kind"), people=in_words(TERMS[EventKind])),
    Column("stage", "阶段", "stage", lambda row: coded(row["stage"])),
    Column("actor", "记录者", "recorded by", itemgetter("actor")),
    Column("note", "备注", "note", itemgetter("note")),
)


def everything(standard: Row, asked: str, on: date, language: Language) -> Iterator[Table | Text]:
    """Which edition was taken, the sheet, the claims that differ, and the history."""
    if chosen := taken(asked, standard):
        yield Text(edition_taken(asked, chosen, language))
    yield heading(named(standard))
    other = standard["titleEn"] if language is Language.ZH else standard["titleZh"]
    if other and other != standard["title"]:
        yield Text(other)
    yield sheet(_facts(standard, on, language), language)
    differing = [claim for claim in standard["claims"] if _differs(claim, standard["claims"])]
    if differing:
        yield heading(say.CLAIMS.said_in(language))
        yield table(CLAIMS, sorted(differing, key=lambda claim: (claim["field"], not claim["chosen"])), language)
    if standard["history"]:
        yield heading(say.HISTORY.said_in(language))
        yield table(HISTORY, standard["history"], language)


def edition_taken(asked: str, standard: Row, language: Language) -> str:
    """Which of several editions a number without its year was taken for."""
    others = [name_of(one) for one in standard["editions"] if one["number"] != standard["number"]]
    comma = "、" if language is Language.ZH else ", "
    return say.TAKEN.said_in(
        language,
        text=asked,
        count=len(standard["editions"]),
        number=name_of(standard),
        others=comma.join(brief(others)),
    )


def known_day(known: Row | None, language: Language) -> str | None:
    """What is known of a day: as it is stated, else the span that it lies in and what that rests on; None for nothing."""
    if known is None:
        return None
    if known["text"]:
        return str(known["text"])
    earliest, latest = known["earliest"], known["latest"]
    phrase = say.DAY_BETWEEN if earliest and latest else say.DAY_BY if latest else say.DAY_FROM
    basis = BASIS_TERMS[known["basis"]].in_language(language)
    return phrase.said_in(language, earliest=earliest, latest=latest, basis=basis) if earliest or latest else basis


def state_of(standard: Row, language: Language) -> str:
    """Status and standing in words, each once."""
    codes = (TERMS[Status].get(standard["status"]), TERMS[Standing].get(standard["standing"]))
    return (
        "，".join(dict.fromkeys(one.zh for one in codes if one))
        if language is Language.ZH
        else ", ".join(dict.fromkeys(one.en for one in codes if one))
    )


def _facts(standard: Row, on: date, language: Language) -> Iterator[tuple[Phrase, str | list[str] | None]]:
    def words(kind: type[Level | Nature], code: str | None) -> str:
        return TERMS[kind][code].in_language(language) if code else ""

    day = say.ON_DAY.said_in(language, on=on)
    state = state_of(standard, language) or "–"
    yield say.STATE, f"{state}（{day}）" if language is Language.ZH else f"{state} ({day})"
    yield say.STAGE, _stage(standard["stage"], language)
    yield say.PUBLICATION, known_day(standard["publication"], language)
    yield say.ENTRY_INTO_FORCE, known_day(standard["entryIntoForce"], language)
    yield say.WITHDRAWAL, known_day(standard["withdrawal"], language)
    yield say.DUE_ON, standard["dueOn"]
    yield say.REVIEW_DUE_ON, standard["reviewDueOn"]
    yield say.RETIRED_ON, standard["retiredOn"]
    yield say.NUMBER_AS_PRINTED, standard["printedNumber"]
    yield say.PLAN_NUMBER, standard["planNumber"]
    levels = (words(Level, standard["level"]), words(Nature, standard["nature"]))
    yield say.LEVEL_AND_NATURE, " ".join(filter(None, levels))
    yield from _relations(standard, language)
    yield say.LISTED_IN, [_listing(one, language) for one in standard["listedIn"]]
    yield say.OWNERS, [str(coded(one["committee"])) for one in standard["owners"]]
    yield say.OFFERED_TO, standard["transfer"] and standard["transfer"]["toCommittee"]["code"]
    yield say.CATEGORIES, brief([str(coded(one)) for one in standard["productCategories"]])
    found = standard["impact"]
    counts = {"categories": found["dependentCategories"], "standards": found["transitiveDependents"]}
    yield say.DEPENDING, say.IMPACT_LINE.said_in(language, **counts) if any(counts.values()) else None
    yield say.DOCUMENTS, [one["url"] for one in standard["documents"]]
    yield say.SOURCES, brief([" ".join(filter(None, (source_of(one), one["locator"]))) for one in standard["sources"]])
    yield say.REMARK, standard["note"]
    yield say.REVISION, str(standard["revision"])


def _relations(standard: Row, language: Language) -> Iterator[tuple[Phrase, list[str]]]:
    degrees, extents = TERMS[Degree], TERMS[Extent]

    def told(rows: list[Row], code: str | None = None) -> list[str]:
        terms = degrees if code == "degree" else extents
        plain = [
            named(one["standard"]) + (f" [{terms[one[code]].in_language(language)}]" if code and one.get(code) else "")
            for one in rows
        ]
        return brief(plain)

    def plainly(rows: list[Row]) -> list[str]:
        return brief([named(one) for one in rows])

    editions = [one for one in standard["editions"] if one["number"] != standard["number"]]
    yield say.EDITIONS, [f"{name_of(one)} {state_of(one, language)}".strip() for one in editions]
    yield say.REPLACES, told(standard["replaces"], "extent")
    yield say.REPLACED_BY, told(standard["replacedBy"], "extent")
    yield say.ADOPTS, told(standard["adopts"], "degree")
    yield say.ADOPTED_BY, told(standard["adoptedBy"], "degree")
    yield say.AMENDS, plainly([standard["amends"]] if standard["amends"] else [])
    yield say.AMENDMENTS, plainly(standard["amendments"])
    yield say.REFERENCES, told(standard["references"])
    yield say.REFERENCED_BY, told(standard["referencedBy"])
    yield say.SPLIT_FROM, plainly([standard["splitFrom"]] if standard["splitFrom"] else [])
    yield say.SPLIT_INTO, plainly(standard["splitInto"])


def _stage(stage: Row | None, language: Language) -> str | None:
    if stage is None or stage["enteredOn"] is None:
        return coded(stage)
    return say.STAGE_SINCE.said_in(language, stage=coded(stage), since=stage["enteredOn"])


def _listing(row: Row, language: Language) -> str:
    place = row["subsystem"]
    since, until = row["since"] or row["sinceIn"], row["until"] or row["untilIn"]
    spans = say.LISTED_FOR.said_in(language, since=since or "…", until=until or "…") if since or until else ""
    inferred = row["membership"] == Membership.INFERRED
    basis = f" [{TERMS[Membership][Membership.INFERRED].in_language(language)}]" if inferred else ""
    number = f" {row['itemNumber']}" if row["itemNumber"] else ""
    return f"{place['system']['code']}/{place['code']} {place['title'] or ''}".rstrip() + number + spans + basis


def _differs(claim: Row, claims: list[Row]) -> bool:
    """Whether another claim says something else of the same field."""
    return any(one["field"] == claim["field"] and one["value"] != claim["value"] for one in claims)
