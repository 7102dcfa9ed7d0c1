"""The questions of the comparison: for each a GraphQL document, and beside it the simplest statement that yields the same rows.

``documents/NAME.graphql`` is what the product is asked, ``floors/NAME.cypher`` is written by hand and owes nothing to what the product
sends, ``peer/NAME.graphql`` asks the peer for the same. ``Question.rows`` brings
an answer into the form of the statement's rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
AGAIN = "again"
"""The variable of a field that is skipped, another one each time: by it the same question is none that was answered before."""

Rows = list[Any]
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how its samples are found."""

    name: str
    title: str
    samples: str
    """The statement whose rows are the variables of one sample each; columns that a document does not declare are the floor's."""
    rows: Callable[[Any], Rows]
    """The rows of an answer's data."""
    ordered: bool = False
    once: bool = False
    """Whether a sample may be asked only once, as what was found for it is remembered."""
    file: str = ""
    """The name of its files, where several questions share them."""

    @property
    def document(self) -> str:
        """What the product is asked."""
        return self._text("documents", "graphql") or ""

    @property
    def floor(self) -> str | None:
        """The hand-written statement; None where there is none."""
        return self._text("floors", "cypher")

    @property
    def peer(self) -> str | None:
        """What the peer is asked; None where it cannot be."""
        return self._text("peer", "graphql")

    def _text(self, folder: str, ending: str) -> str | None:
        path = HERE / folder / f"{self.file or self.name}.{ending}"
        return path.read_text(encoding="utf-8") if path.is_file() else None


def declared(document: str) -> list[str]:
    """The variables that a document declares."""
    return re.findall(r"\$(\w+)\s*:", document)


def plain(value: Any) -> Any:
    """A value as both ways can give it: days as text."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def settled(rows: Sequence[Any], *, ordered: bool) -> Rows:
    """Rows to be compared: what is in no order is sorted, in them and, unless they are ``ordered``, they themselves."""
    found = [[sorted(cell, key=repr) if isinstance(cell, list) else cell for cell in plain(row)] for row in rows]
    return found if ordered else sorted(found, key=repr)


def _nodes(field: str) -> Callable[[Any], Rows]:
    return lambda data: [_row(edge["node"]) for edge in data[field]["edges"]]


def _row(node: Given) -> Rows:
    """A document as the row of the hand-written statements."""
    return [
        [list(one.values()) for one in value]
        if name == "committees"
        else [list(one["subsystem"].values()) for one in value]
        if name == "listedIn"
        else value["code"]
        if name == "stage"
        else value
        for name, value in node.items()
    ]


def _counts(figures: Given) -> Rows:
    return [[name.upper(), number] for name, number in figures.items() if number]


def _tree(data: Any) -> Rows:
    nodes = data["system"]["tree"]
    return [[one["subsystem"]["code"], *count] for one in nodes for count in _counts(one["total"])]


def _facets(data: Any) -> Rows:
    facets = data["standards"]["facets"]
    return [[one["field"], two["value"], two["count"]] for one in facets for two in one["values"]]


def _hits(data: Any) -> Rows:
    return [[edge["score"], *edge["node"].values()] for edge in data["search"]["edges"]]


def _cells(data: Any) -> Rows:
    return [list(cell.values()) for cell in data["coverage"]["cells"] if cell["standards"]]


def _members(data: Any) -> Rows:
    return [[one["category"]["code"], one["state"]] for one in data["productCategory"]["readiness"]["members"]]


LISTED = (
    "MATCH (s:Subsystem)<-[:LISTED_IN]-(n:Standard) WITH s, count(n) AS size ORDER BY size DESC LIMIT 40 "
    "RETURN s.id AS id, s.system AS system, s.code AS code"
)
"""The subsystems that list most by themselves."""
BRANCHES = (
    "MATCH (t:Subsystem {depth: 1})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard) "
    "WITH t, count(DISTINCT n) AS size ORDER BY size DESC LIMIT 12 RETURN t.id AS id, t.system AS system, t.code AS code"
)
"""The largest branches."""
REVIEWED = (
    "MATCH (t:Subsystem)<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(n:Standard) "
    "WHERE n.standing = 'IN_FORCE' AND n.reviewDueOn < date($today) WITH t, count(DISTINCT n) AS late WHERE late <= 200 "
    "WITH t, late ORDER BY late DESC LIMIT 1000 RETURN t.id AS id, t.system AS system, t.code AS code, $today AS today"
)
"""The branches with most gaps of one kind that are a page."""
SYSTEMS = "MATCH (s:Subsystem) WITH s.system AS system, count(*) AS size ORDER BY size DESC LIMIT 20 RETURN system"
COVERED = (
    "MATCH (s:Subsystem)<-[:LISTED_IN]-(:Standard)-[:APPLIES_TO]->(c:ProductCategory) "
    "WITH s.system AS system, count(*) AS size ORDER BY size DESC LIMIT 40 RETURN system"
)
DEMANDED = (
    "MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-(:Demand)-[:MET_IN]->(s:Subsystem) WITH DISTINCT c, s ORDER BY c.code, s.id "
    "LIMIT 2000 RETURN c.code AS product, s.id AS id, s.system AS system, s.code AS code"
)
WORDS = "MATCH (n:Standard) WHERE n.{0} IS NOT NULL WITH n ORDER BY n.id LIMIT 4000 RETURN n.{0} AS title"

QUESTIONS: Sequence[Question] = (
    Question(
        "lookup",
        "look-up by number, two lists",
        "MATCH (n:Standard) WHERE n.number IS NOT NULL RETURN n.number AS number ORDER BY n.id",
        lambda data: [_row(data["standard"])],
    ),
    Question(
        "page", "page of 50: status, two sort keys, two lists", "RETURN $first AS first", _nodes("standards"), True
    ),
    Question("next-page", "the next page, by cursor", "RETURN $first AS first", _nodes("standards"), True),
    Question("listed", "200 rows of a subsystem, two lists", LISTED, _nodes("standards"), True),
    Question("counts", "counts by status of a subtree", BRANCHES, lambda data: _counts(data["subsystem"]["progress"])),
    Question("tree", "whole tree of a system, with counts", SYSTEMS, _tree),
    Question("facets", "facets", "RETURN $first AS first", _facets),
    Question(
        "contains-en", "title contains, English", WORDS.format("titleEnKey"), _nodes("standards"), True, file="contains"
    ),
    Question(
        "contains-zh", "title contains, Chinese", WORDS.format("titleZhKey"), _nodes("standards"), True, file="contains"
    ),
    Question("search", "search", WORDS.format("titleEnKey"), _hits, True),
    Question(
        "late-reviews",
        "gaps of a branch, one kind, first time",
        REVIEWED,
        lambda data: [[edge["node"]["subject"]["number"]] for edge in data["gaps"]["edges"]],
        once=True,
    ),
    Question(
        "gaps",
        "20 gaps of a branch, all kinds, first time",
        REVIEWED,
        lambda data: [data["gaps"]["totalCount"]],
        once=True,
    ),
    Question("coverage", "coverage, filled cells", COVERED, _cells),
    Question("readiness", "readiness of a product", DEMANDED, _members),
)
