"""Rows have types: the declared properties are those that readers select, and stored values have the declared types."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Required, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from mypy import api as mypy

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Entity, Expression, FieldSelection, Props, Selection
from stdgraph.catalogue.rows import FIELDS
from stdgraph.commands.advance import Advance
from stdgraph.commands.extend import Extend
from stdgraph.commands.relate import Relate, Relation
from stdgraph.store.session import Graph, Transaction, native
from tests.commands.workspace import Workspace
from tests.gap_records.tracker import Tracker

LINKS = {
    "Listing": "LISTED_IN",
    "ListedStandard": "LISTED_IN",
    "Ownership": "OWNED_BY",
    "Replacement": "REPLACES",
    "Adoption": "ADOPTS",
    "Reference": "REFERENCES",
    "Dependency": "DEPENDS_ON",
}


def needs(entity: Entity) -> Iterator[tuple[str, Props | Expression]]:
    """The fields of an entity that are not edges, with what each reads."""
    for name, need in entity.fields.items():
        for one in need if isinstance(need, tuple) else (need,):
            if isinstance(one, Props | Expression):
                yield name, one


def selectable(entity: Entity) -> set[str]:
    """Every property that a row of an entity may hold."""
    found = set(entity.key)
    for name, need in needs(entity):
        found |= set(need.names) if isinstance(need, Props) else {name}
    return found


def test_every_entity_has_its_fields() -> None:
    assert set(FIELDS) == set(READER.entities)


@pytest.mark.parametrize("name", list(FIELDS))
def test_the_declared_names_are_those_that_can_be_selected(name: str) -> None:
    entity, shape = READER.entities[name], FIELDS[name]
    assert set(shape.__annotations__) == selectable(entity)
    hints = get_type_hints(shape, include_extras=True)
    required = {key for key, hint in hints.items() if get_origin(hint) is Required}
    assert required == set(entity.key)


def accepts(declared: Any, value: object) -> bool:
    """Whether a value is of a declared type."""
    if get_origin(declared) is Required:
        return accepts(get_args(declared)[0], value)
    if isinstance(declared, UnionType):
        return any(accepts(one, value) for one in get_args(declared))
    if get_origin(declared) is list:
        return isinstance(value, list) and all(accepts(get_args(declared)[0], one) for one in value)
    if is_typeddict(declared):
        hints = get_type_hints(declared)
        return (
            isinstance(value, dict)
            and value.keys() <= hints.keys()
            and all(accepts(hints[k], v) for k, v in value.items())
        )
    if declared in (date, datetime):
        return type(native(value)) is declared
    return type(value) is declared


@pytest.mark.parametrize(
    ("declared", "value", "fits"),
    [(str | None, None, True), (int, True, False), (date, "2024-01-01", False), (list[str], ["a", 1], False)],
)
def test_a_value_of_another_type_is_noticed(declared: Any, value: object, *, fits: bool) -> None:
    assert accepts(declared, value) is fits


OF_RECORDS = "EXISTS { (n)-[:CONCERNS]->(:GapRecord) }"
CONDITIONS = {"Event": f"NOT {OF_RECORDS}", "GapRecordEvent": OF_RECORDS, "Extension": "n.kind = 'EXTENDED'"}
"""Which of the nodes of a label that entities share are those of the entity."""


def statement(name: str) -> str:
    """A statement that reads all properties of an entity."""
    entity = READER.entities[name]
    whole = Selection(tuple(FieldSelection(field, field) for field, _ in needs(entity)))
    if name == "ChangedThing":
        return f"MATCH (:Event)-[:CONCERNS]->(n) RETURN {READER.project(name, whole)} AS row"
    if name in LINKS:
        return f"MATCH ()-[n:{LINKS[name]}]->() RETURN {READER.project(name, whole)} AS row"
    where = CONDITIONS.get(name, "true")
    return f"MATCH (n:{entity.matched}) WHERE {where} RETURN {READER.project(name, whole)} AS row"


async def test_stored_values_have_the_declared_types(graph: Graph, tracker: Tracker) -> None:
    """Of the seed, and of what commands add that no seed holds: references, events, records of gaps."""
    workspace = Workspace(graph)
    await workspace.done(Relate("S001", Relation.REFERENCES, "S002", {"normative": True}))
    await workspace.done(Advance("S211", "10.00", effective_on=date(2026, 8, 1)))
    await workspace.done(Extend("S211", date(2027, 8, 1), "某文", date(2026, 8, 1)))
    await tracker.tracked("UNSTARTED:S094", priority="LOW", note="记")
    for name in FIELDS:

        async def read(tx: Transaction, name: str = name) -> list[dict[str, Any]]:
            return await tx.rows(statement(name))

        rows = await graph.read(read)
        assert rows, f"there is no {name}"
        hints = get_type_hints(FIELDS[name], include_extras=True)
        for row in rows:
            wrong = {key: value for key, value in row["row"].items() if not accepts(hints[key], value)}
            assert not wrong, (name, wrong)


def test_a_misspelt_property_fails_the_type_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text(
        "from datetime import date\n"
        "from stdgraph.catalogue.rows import StandardFields\n"
        "def right(row: StandardFields) -> date | None:\n"
        "    return row['publishedOn']\n"
        "def wrong(row: StandardFields) -> date | None:\n"
        "    return row['publishdOn']\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("MYPYPATH", str(Path(__file__).parents[2] / "src"))
    cache = f"--cache-dir={tmp_path / 'cache'}"
    limit = sys.getrecursionlimit()
    try:
        report, _, status = mypy.run([str(snippet), "--strict", "--config-file=", cache, "--no-error-summary"])
    finally:
        sys.setrecursionlimit(limit)  # mypy raises it, for all tests that follow in this process
    errors = [line for line in report.splitlines() if ": error:" in line]
    assert status == 1
    assert all(":6: error:" in line for line in errors), report
    assert 'TypedDict "StandardFields" has no key "publishdOn"' in report
