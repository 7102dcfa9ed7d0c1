"""How the readiness of a chain is laid out: its members, and what to close next."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from rich.table import Table
from rich.text import Text

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.output import Column, Row, heading, in_words, percent, table
from stdgraph.cli.sheet import coded, name_of
from stdgraph.domain.terms import TERMS
from stdgraph.domain.vocabulary import CellState, Language


def _standards(row: Row) -> list[str]:
    return [name_of(one) for one in row["standards"]]


def _listed(value: object, language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(map(str, value if isinstance(value, list) else [value]))


MEMBERS = (
    Column("depth", "层", "depth", itemgetter("depth"), right=True),
    Column("code", "代号", "code", lambda row: row["category"]["code"]),
    Column("title", "名称", "title", lambda row: row["category"]["title"]),
    Column("state", "状态", "state", itemgetter("state"), people=in_words(TERMS[CellState]), whole=True),
    Column("standards", "标准", "standards", _standards, people=_listed),
    Column("path", "路径", "path", lambda row: " → ".join(one["code"] for one in row["path"]), spare=1),
)
NEXT = (
    Column("code", "代号", "code", lambda row: row["category"]["code"]),
    Column("title", "名称", "title", lambda row: row["category"]["title"]),
    Column("unlocks", "解锁", "unlocks", itemgetter("unlocks"), right=True),
    Column("reason", "理由", "why", itemgetter("reason")),
    Column("standards", "候选标准", "candidates", _standards, people=_listed),
)


def everything(answer: Row, language: Language) -> Iterator[Table | Text]:
    """The product, its figures, the members of its chain, and the next steps."""
    product, place = answer["productCategory"], answer["subsystem"]
    found = product["readiness"]
    subsystem = f"{place['system']['code']}/{coded(place)}"
    yield heading(say.READY_FOR.said_in(language, category=coded(product), subsystem=subsystem))
    if found["notice"]:
        yield Text(found["notice"])
    counts = {
        "total": found["total"],
        "in_force": found["inForce"],
        "underway": found["underway"],
        "group_only": found["groupOnly"],
        "missing": found["missing"],
        "ratio": "–" if found["ratio"] is None else percent(found["ratio"]),
    }
    yield Text(say.READY_SUMMARY.said_in(language, **counts))
    if found["complete"]:
        yield Text(say.READY_COMPLETE.said_in(language))
    if found["members"]:
        yield table(MEMBERS, found["members"], language)
    if found["next"]:
        yield heading(say.NEXT_STEPS.said_in(language))
        yield table(NEXT, found["next"], language)
