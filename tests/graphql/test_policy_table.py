"""Every mutation of the schema by every role, in and out of its scope, over GraphQL. The table is written out; a mutation without
a row fails the test.

Each request would end without a change whoever sends it: it expects a revision that no standard has, or lacks a title. So whoever
may is told that, and whoever may not is told so before.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, build_schema

from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.domain.text import camel_case
from stdgraph.graphql import sdl
from stdgraph.graphql.command_fields import COMMANDS
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from tests.contract.operations import document
from tests.graphql.actor import EXTENSION, OUTCOME, Actor


def of(role: Role, committee: str | None = None, system: str | None = None) -> Identity:
    committees = frozenset([committee] if committee else [])
    return Identity("某人", role, committees, frozenset([system] if system else []))


OWNED, ABOVE, LISTING = "SAC/TC203/SC2", "SAC/TC203", "PV2024"
"""Who owns S021, through a subcommittee and its committee, and which system lists it."""

EVERYWHERE = {"administrator": of(Role.ADMINISTRATOR), "steward of the system": of(Role.STEWARD, system=LISTING)}
OF_THE_STANDARD = {
    "secretariat of the owner": of(Role.SECRETARIAT, OWNED),
    "secretariat of the committee above": of(Role.SECRETARIAT, ABOVE),
    "steward elsewhere, secretariat of the owner": of(Role.STEWARD, OWNED, "NP2024"),
}
NOWHERE = {
    "reader": of(Role.READER),
    "reader of the committee and the system": of(Role.READER, OWNED, LISTING),
    "secretariat of another committee": of(Role.SECRETARIAT, "SAC/TC90"),
    "secretariat of none": of(Role.SECRETARIAT),
    "secretariat of the system": of(Role.SECRETARIAT, None, LISTING),
    "steward of another system": of(Role.STEWARD, None, "NP2024"),
    "steward of none": of(Role.STEWARD),
}
EVERYBODY = {**EVERYWHERE, **OF_THE_STANDARD, **NOWHERE}


TOKENS = ("issueToken", "revokeToken")
IMPORTS = ("planImport", "applyImport", "undoLoad")
TOKEN = "__typename ... on NotPermitted { required message(language: EN) }"
"""The outcomes of these."""


@dataclass(frozen=True)
class Row:
    """A mutation: what is sent, what whoever may is told, and whether the secretariat of an owner and the system's steward may."""

    mutation: str
    given: dict[str, Any] = field(default_factory=dict)
    told: str = "RevisionConflict"
    secretariat: bool = True
    steward: bool = True
    anywhere: bool = False
    """Whether every secretariat and every steward may do it, or something of its kind."""
    everybody: bool = False
    """Whether everybody is told the same: that what is named is not there."""

    @property
    def input(self) -> dict[str, Any]:
        if self.mutation in ("registerStandard", "trackGap", *TOKENS, *IMPORTS):
            return self.given
        return {"standard": "GB/T 25074-2017", "expectedRevision": 999, **self.given}

    @property
    def title(self) -> str:
        return f"{self.mutation} {self.given.get('relation', '')}".strip()

    def may(self, who: str) -> bool:
        """Whether somebody of the table may."""
        return (
            who == "administrator"
            or self.everybody
            or (self.steward and who in EVERYWHERE)
            or (self.secretariat and who in OF_THE_STANDARD)
            or (self.anywhere and not who.startswith("reader"))
        )

    @property
    def required(self) -> str:
        """What whoever may not is told to need."""
        secretariat = f"SECRETARIAT for {ABOVE} or {OWNED}; or " if self.secretariat else ""
        steward = f"STEWARD for {LISTING}; or " if self.steward else ""
        return f"{secretariat}{steward}ADMINISTRATOR"


def _relations(mutation: str) -> list[Row]:
    targets = {
        "REPLACES": "GB/T 25074-2010",
        "AMENDS": "GB/T 25074-2010",
        "ADOPTS": "S102",
        "REFERENCES": "GB/T 24067-2024",
        "APPLIES_TO": "PV",
        "OWNED_BY": "SAC/TC90",
    }
    rows = [Row(mutation, {"relation": relation, "target": target}) for relation, target in targets.items()]
    return [*rows, Row(mutation, {"relation": "LISTED_IN", "target": "PV2024/BA"}, secretariat=False)]


TABLE = [
    Row("advanceStandard", {"to": "90"}),
    Row("advanceStandards", {"to": "90"}),
    Row("extendProject", {"dueOn": "2030-01-01", "approval": "x"}),
    Row("extendProjects", {"dueOn": "2030-01-01", "approval": "x"}),
    Row("startProject"),
    Row("publishStandard", {"number": "GB/T 25074-2026", "publishedOn": "2026-01-01"}),
    Row("recordReview", {"outcome": "CONFIRMED"}),
    Row("withdrawStandard"),
    Row("supersedeStandard", {"successor": "GB/T 24067-2024"}),
    Row("abandonStandard"),
    Row(
        "correctStandard", {"field": "note", "value": "x", "source": "https://a.example", "reason": "x"}, anywhere=True
    ),
    Row("revokeEvent", {"sequence": 1, "reason": "x"}),
    Row(
        "registerStandard",
        {"committees": [OWNED], "listedIn": [{"subsystem": {"system": LISTING, "code": "BA"}}]},
        "InvalidInput",
        secretariat=False,
    ),
    Row("trackGap", {"gapId": "REVIEW_OVERDUE:S021", "expectedRevision": 999}),
    *_relations("relateStandard"),
    *_relations("unrelateStandard"),
    Row("issueToken", {"name": "", "role": "READER"}, "InvalidInput", secretariat=False, steward=False),
    Row("revokeToken", {"token": "nobody"}, "NotFound", secretariat=False, steward=False),
    Row(
        "planImport",
        {"dataset": "x", "system": LISTING, "content": b64encode("标准号,标准名称\n".encode()).decode()},
        "ImportRefused",
        secretariat=False,
    ),
    Row("applyImport", {"plan": "0" * 32}, "ImportRefused", everybody=True),
    Row("undoLoad", {"load": "0" * 12}, "ImportRefused", secretariat=False, steward=False),
]


@pytest.fixture(scope="module")
def actor(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Actor:
    return Actor(seeded, engine_settings, schema)


def _mutations() -> dict[str, Any]:
    mutation = build_schema(sdl()).mutation_type
    assert isinstance(mutation, GraphQLObjectType)
    return dict(mutation.fields)


BULK = {
    "advanceStandards": ("AdvanceStandardInput", OUTCOME),
    "extendProjects": ("ExtendProjectInput", EXTENSION),
}
"""Mutations of many at once, with their input and their outcomes."""


def _request(row: Row) -> tuple[str, dict[str, Any]]:
    """The document that carries a row out, and its variables."""
    if row.mutation == "trackGap":
        return document("12-track-gap"), {"input": row.input}
    if row.mutation in BULK:
        kind, outcome_of = BULK[row.mutation]
        outcomes = f"applied outcomes {{ outcome {{ {outcome_of} }} }}"
        several = f"mutation ($items: [{kind}!]!) {{ {row.mutation}(items: $items) {{ {outcomes} }} }}"
        return several, {"items": [row.input]}
    kind = f"{row.mutation[0].upper()}{row.mutation[1:]}Input"
    outcome_of = (
        TOKEN if row.mutation in (*TOKENS, *IMPORTS) else EXTENSION if row.mutation == "extendProject" else OUTCOME
    )
    one = f"mutation ($input: {kind}!) {{ {row.mutation}(input: $input) {{ {outcome_of} }} }}"
    return one, {"input": row.input}


async def _sent(actor: Actor, row: Row) -> dict[str, Any]:
    text, variables = _request(row)
    told: dict[str, Any] = (await actor.data(text, **variables))[row.mutation]
    if row.mutation in BULK:
        assert told["applied"] is False
        (item,) = told["outcomes"]
        return dict(item["outcome"])
    return told


def test_every_mutation_of_the_schema_has_its_row() -> None:
    """Those that are made of their commands are walked by ``tests/stewardship/test_every_command.py``."""
    described = {camel_case(name) for name in COMMANDS} | {"applyChanges"}
    assert {row.mutation for row in TABLE} == set(_mutations()) - described


def test_every_relation_has_its_row() -> None:
    relations = set(build_schema(sdl()).type_map["Relation"].values)  # type: ignore[attr-defined]
    for mutation in ("relateStandard", "unrelateStandard"):
        assert {row.given["relation"] for row in TABLE if row.mutation == mutation} == relations


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
async def test_who_may_do_what(actor: Actor, row: Row) -> None:
    before = await actor.state()
    for who, identity in EVERYBODY.items():
        told = await _sent(actor.being(identity), row)
        assert told["__typename"] == (row.told if row.may(who) else "NotPermitted"), (who, told)
        if not row.may(who):
            assert told["required"] == row.required, told
    assert await actor.state() == before


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.title)
async def test_without_a_token_nothing_is_read(actor: Actor, row: Row) -> None:
    text, variables = _request(row)
    with count_statements() as counter:
        data, errors = await actor.being(ANONYMOUS).sent(text, **variables)
    assert data is None
    assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
    assert counter.texts == []


async def test_a_subcommittee_does_not_write_for_the_committee_above_it(actor: Actor) -> None:
    subcommittee = actor.being(of(Role.SECRETARIAT, OWNED))
    told = await subcommittee.change("registerStandard", title="一项", committees=[ABOVE])
    assert told["__typename"] == "NotPermitted"
    assert told["required"] == f"SECRETARIAT for {ABOVE}; or ADMINISTRATOR"


async def test_a_secretariat_registers_its_own_items_and_a_steward_lists_them(actor: Actor) -> None:
    secretariat = actor.being(of(Role.SECRETARIAT, OWNED))
    assert (await secretariat.change("registerStandard", committees=[OWNED]))["__typename"] == "InvalidInput"
    given = {"committees": [OWNED], "listedIn": [{"subsystem": {"system": LISTING, "code": "BA"}}]}
    told = await secretariat.change("registerStandard", title="一项", **given)
    assert (told["__typename"], told["required"]) == ("NotPermitted", f"STEWARD for {LISTING}; or ADMINISTRATOR")
    assert "list the standard in the system" in told["message"]


async def test_what_nobody_owns_and_no_system_lists_is_an_administrators(actor: Actor) -> None:
    for who, identity in EVERYBODY.items():
        told = await actor.being(identity).change("advanceStandard", standard="R001", to="90", expectedRevision=999)
        assert told["__typename"] == ("RevisionConflict" if who == "administrator" else "NotPermitted"), who
