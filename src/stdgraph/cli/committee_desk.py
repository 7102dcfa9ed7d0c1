"""How the desk of a committee is laid out: what is under way, what is due, what is offered, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from rich.table import Table
from rich.text import Text

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.gap_tables import KIND, MESSAGE, SEVERITY
from stdgraph.cli.output import Column, Row, heading, table
from stdgraph.cli.sheet import coded, name_of, named, sheet
from stdgraph.domain.vocabulary import Language

DUE = (
    Column("dueOn", "期限", "due", itemgetter("dueOn"), whole=True),
    Column("daysLeft", "剩余天数", "days left", itemgetter("daysLeft"), right=True),
    Column("number", "编号", "number", lambda row: name_of(row["standard"])),
    Column("title", "名称", "title", lambda row: row["standard"]["title"]),
    Column("stage", "阶段", "stage", lambda row: coded(row["stage"])),
)
WORKLOAD = (
    Column("stage", "阶段", "stage", lambda row: coded(row["stage"])),
    Column("count", "项数", "count", itemgetter("count"), right=True),
    Column("overdue", "逾期", "late", itemgetter("overdue"), right=True),
    Column("medianDaysInStage", "本阶段中位天数", "median days in stage", itemgetter("medianDaysInStage"), right=True),
)


def desk(committee: Row, within: int, language: Language) -> Iterator[Table | Text]:
    """The committee, then a table for each list that holds something."""
    yield heading(str(coded(committee)))
    figures = committee["progress"]
    yield sheet(
        (
            (say.PART_OF, coded(committee["parent"])),
            (say.SUBCOMMITTEES, [str(coded(one)) for one in committee["subcommittees"]]),
            (say.SECRETARIAT, committee["secretariat"]),
            (say.STANDARDS, say.STANDARD_COUNTS.said_in(language, **figures)),
            (say.OFFERED, [_offer(one) for one in committee["transfers"]["incoming"]]),
            (say.OFFERING, [_offer(one) for one in committee["transfers"]["outgoing"]]),
        ),
        language,
    )
    if committee["workload"]:
        yield heading(say.WORKLOAD.said_in(language))
        yield table(WORKLOAD, committee["workload"], language)
    due = committee["due"] or []
    if due:
        yield heading(say.DUE.said_in(language, days=within, count=len(due)))
        yield table(DUE, due, language)
    else:
        yield Text(say.NOTHING_DUE.said_in(language, days=within))
    gaps = [edge["node"] for edge in committee["gaps"]["edges"]]
    if gaps:
        title = say.COMMITTEE_GAPS.said_in(language, total=committee["gaps"]["totalCount"], shown=len(gaps))
        yield heading(title)
        yield table((SEVERITY, KIND, MESSAGE), gaps, language)


def _offer(row: Row) -> str:
    return f"{row['fromCommittee']['code']} → {row['toCommittee']['code']}  {named(row['standard'])}"
