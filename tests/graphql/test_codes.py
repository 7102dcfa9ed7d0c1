"""A code that names nothing is an error with the nearest codes, wherever the schema takes one; what is known answers, however little."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import graphql
import pytest
import strawberry
from strawberry.types.execution import ExecutionResult

from stdgraph.commands.rename import rename
from stdgraph.graphql import build_schema, sdl
from stdgraph.graphql.codes import CODE_ARGUMENTS
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.known_codes import KNOWN
from stdgraph.store.session import Graph, count_statements
from tests.graphql.actor import ADMINISTRATOR

SCHEMA = graphql.build_schema(sdl())
QUERY = SCHEMA.query_type
assert QUERY is not None

LOOKED_UP = {
    *("node.id", "nodes.ids", "system.code", "subsystem.system", "subsystem.code", "standard.number"),
    *("productCategory.code", "committee.code", "coverage.system", "gap.id", "search.text", "whatIf.withdraw"),
    *("editionComparison.from", "editionComparison.to", "tokens.after"),
    *("standards.after", "standards.before", "gaps.after", "gapRecords.after", "search.after", "changes.after"),
}
"""Texts that name one thing, which is null where there is none, or are no codes."""

WRONG_SCOPES = [
    (
        {"system": "PV2O24"},
        "scope.system: the catalogue has no standards system PV2O24; nearest: PV2024",
        ["PV2024", "NP2024"],
    ),
    ({"subsystem": {"system": "PV2024", "code": "ZZ"}}, "scope.subsystem: the catalogue has no subsystem ZZ", None),
    ({"subsystem": {"system": "PV2O24", "code": "A"}}, "scope.subsystem: the catalogue has no standards system", None),
    ({"committee": "sac/tc9O"}, "scope.committee: the catalogue has no committee sac/tc9O; nearest: SAC/TC90", None),
    ({"productCategory": "锂电池X"}, "scope.productCategory: the catalogue has no product category 锂电池X", None),
    ({"system": "PV2024", "committee": "碳" * 5000}, "scope.committee: the catalogue has no committee 碳碳", None),
    ({"system": "", "committee": "SAC/TC90"}, "scope.system: the catalogue has no standards system ''", []),
]


def arguments() -> dict[str, str]:
    """Every argument of every query, with the name of its type."""
    assert QUERY is not None
    return {
        f"{field}.{name}": graphql.get_named_type(argument.type).name
        for field, definition in QUERY.fields.items()
        for name, argument in definition.args.items()
    }


def test_every_text_that_a_query_takes_is_a_look_up_or_checked() -> None:
    texts = {name for name, kind in arguments().items() if kind in ("String", "ID")}
    assert texts - LOOKED_UP == {name for name in texts if name.partition(".")[2] in CODE_ARGUMENTS}
    assert "SubsystemRef" not in arguments().values()


def test_scopes_stand_at_root_fields_only() -> None:
    """Fields below take theirs from the row that they stand at."""
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, graphql.GraphQLObjectType) and name not in ("Query", "Subscription"):
            for field in kind.fields.values():
                assert not {graphql.get_named_type(one.type).name for one in field.args.values()} & {
                    "Scope",
                    "StandardWhere",
                }


def _selection(of: graphql.GraphQLOutputType, depth: int = 1) -> str:
    """Whatever a type has that takes no argument."""
    named = graphql.get_named_type(of)
    if not isinstance(named, graphql.GraphQLObjectType):
        return (
            "" if not isinstance(named, graphql.GraphQLUnionType | graphql.GraphQLInterfaceType) else "{ __typename }"
        )
    below = []
    for name, field in named.fields.items():
        if any(graphql.is_required_argument(one) for one in field.args.values()):
            continue
        if graphql.is_leaf_type(graphql.get_named_type(field.type)):
            below.append(name)
        elif depth:
            below.append(f"{name} {_selection(field.type, depth - 1)}")
    return f"{{ __typename {' '.join(below)} }}"


OTHERS = {
    "progressHistory": ', from: "2024-01-01", to: "2024-03-31"',
    "gapHistory": ', from: "2024-01-01", to: "2024-03-31"',
    "comparison": ', from: "2024-01-01", to: "2024-03-31"',
    "whatIf": ', withdraw: ["GB/T 24067-2024"]',
}


def _asking(field: str, name: str, kind: str) -> str:
    assert QUERY is not None
    required = kind if not graphql.is_required_argument(QUERY.fields[field].args[name]) else f"{kind}!"
    selection = _selection(QUERY.fields[field].type)
    return f"query($given: {required}) {{ {field}({name}: $given{OTHERS.get(field, '')}) {selection} beside: systems {{ code }} }}"


SCOPED = [tuple(name.split(".")) for name, kind in arguments().items() if kind == "Scope"]


@pytest.fixture(scope="module", params=["fast path", "executor"])
def path(request: pytest.FixtureRequest, engine_settings: Settings) -> strawberry.Schema:
    """The schema by either way of answering."""
    roomy = engine_settings.model_copy(update={"max_depth": 20, "max_aliases": 500})
    return build_schema(roomy, fast=request.param == "fast path")


async def _sent(
    graph: Graph, settings: Settings, schema: strawberry.Schema, document: str, **variables: Any
) -> ExecutionResult:
    found = await schema.execute(
        document, variables, context_value=Context(graph, settings, PlanCache(), who=ADMINISTRATOR)
    )
    assert isinstance(found, ExecutionResult)
    return found


@pytest.mark.some_on_server(one_in=6)
@pytest.mark.parametrize(("field", "name"), SCOPED)
async def test_a_scope_that_names_nothing_is_an_error(
    seeded: Graph, engine_settings: Settings, path: strawberry.Schema, field: str, name: str
) -> None:
    document = _asking(field, name, "Scope")
    for scope, message, nearest in WRONG_SCOPES:
        answer = await _sent(seeded, engine_settings, path, document, given=scope)
        assert answer.errors, (field, scope, json.dumps(answer.data, default=str)[:500])
        (error,) = answer.errors
        assert error.message.startswith(message)
        assert error.path == [field]
        assert (error.extensions or {})["code"] == "BAD_USER_INPUT"
        assert nearest is None or (error.extensions or {})["nearest"] == nearest
        assert answer.data is not None
        assert answer.data[field] is None
        assert answer.data["beside"], "the rest of the document is answered"


@pytest.mark.some_on_server(one_in=6)
@pytest.mark.parametrize(("field", "name"), SCOPED)
async def test_a_known_scope_answers_however_little(
    seeded: Graph, engine_settings: Settings, path: strawberry.Schema, field: str, name: str
) -> None:
    document = _asking(field, name, "Scope")
    for code, known in {"system": "PV2024", "committee": "SAC/TC90", "productCategory": "METHANOL"}.items():
        answer = await _sent(seeded, engine_settings, path, document, given={code: known})
        assert answer.errors is None
        assert answer.data is not None
        assert answer.data[field] is not None


WRONG_CONDITIONS = [
    ({"committee": {"code": {"eq": "SAC/TC9O"}}}, "where.committee.code.eq: the catalogue has no committee SAC/TC9O"),
    ({"committee": {"code": {"ne": "SAC/TC9O"}}}, "where.committee.code.ne: the catalogue has no committee"),
    ({"committee": {"code": {"in": ["SAC/TC90", "X"]}}}, "where.committee.code.in: the catalogue has no committee X"),
    ({"committee": {"code": {"notIn": ["X"]}}}, "where.committee.code.notIn: the catalogue has no committee X"),
    ({"productCategory": {"code": {"eq": "X"}}}, "where.productCategory.code.eq: the catalogue has no product"),
    ({"listedIn": {"system": {"eq": "PV2O24"}}}, "where.listedIn.system.eq: the catalogue has no standards system"),
    ({"listedIn": {"code": {"eq": "ZZ"}}}, "where.listedIn.code.eq: the catalogue has no subsystem ZZ"),
    ({"listedIn": {"system": {"eq": "PV2024"}, "code": {"eq": "ZZ"}}}, "where.listedIn.code.eq: the catalogue has no"),
    (
        {"listedIn": {"within": {"system": "PV2024", "code": "ZZ"}}},
        "where.listedIn.within: the catalogue has no subsystem",
    ),
    ({"not": {"committee": {"code": {"eq": "X"}}}}, "where.not.committee.code.eq: the catalogue has no committee X"),
    ({"any": [{"level": {"eq": "NATIONAL"}}, {"committee": {"code": {"eq": "X"}}}]}, "where.any.committee.code.eq: "),
    ({"all": [{"not": {"any": [{"listedIn": {"system": {"eq": "X"}}}]}}]}, "where.all.not.any.listedIn.system.eq: "),
]
KNOWN_CONDITIONS = [
    {"committee": {"code": {"eq": "SAC/TC90", "startsWith": "Z"}}},
    {"committee": {"code": {"startsWith": "no such"}}},
    {"listedIn": {"system": {"eq": "PV2024"}, "code": {"in": ["A"], "notIn": ["A"]}}},
    {"listedIn": {"within": {"system": "PV2024", "code": "A"}}, "committee": {"role": {"eq": "NOBODY"}}},
]
STANDARDS = "query($given: StandardWhere) { standards(where: $given, first: 1) { totalCount facets { field } edges { cursor } } }"
RECORDS = "query($given: String) { gapRecords(owner: $given) { totalCount edges { cursor } } }"


async def test_a_condition_on_a_code_that_names_nothing_is_an_error(
    seeded: Graph, engine_settings: Settings, path: strawberry.Schema
) -> None:
    for where, message in WRONG_CONDITIONS:
        answer = await _sent(seeded, engine_settings, path, STANDARDS, given=where)
        assert answer.errors, where
        (error,) = answer.errors
        assert error.message.startswith(message)
        assert (error.path, (error.extensions or {})["code"]) == (["standards"], "BAD_USER_INPUT")
    for where in KNOWN_CONDITIONS:
        answer = await _sent(seeded, engine_settings, path, STANDARDS, given=where)
        assert answer.errors is None, where
        assert answer.data is not None
        assert answer.data["standards"]["totalCount"] == 0


async def test_an_owner_that_there_is_not_is_an_error(
    seeded: Graph, engine_settings: Settings, path: strawberry.Schema
) -> None:
    answer = await _sent(seeded, engine_settings, path, RECORDS, given="SAC/TC9O")
    assert [error.message.partition(",")[0] for error in answer.errors or ()] == [
        "owner: the catalogue has no committee SAC/TC9O; nearest: SAC/TC90"
    ]
    answer = await _sent(seeded, engine_settings, path, RECORDS, given="SAC/TC90")
    assert answer.errors is None


async def test_what_is_followed_takes_known_scopes_only(seeded: Graph, engine_settings: Settings) -> None:
    schema = build_schema(engine_settings)
    context = Context(seeded, engine_settings, PlanCache(), who=ADMINISTRATOR)
    document = 'subscription { changed(after: "0", scope: {committee: "SAC/TC9O"}) { sequence } }'
    stream: Any = await schema.subscribe(document, context_value=context)
    first = await anext(stream)
    assert first.errors[0].message.startswith("scope.committee: the catalogue has no committee SAC/TC9O")


async def test_a_scope_that_answers_costs_no_statement(
    seeded: Graph, engine_settings: Settings, path: strawberry.Schema
) -> None:
    async def checked(document: str, **variables: Any) -> bool:
        seeded.memory.clear()
        with count_statements() as counter:
            assert (await _sent(seeded, engine_settings, path, document, **variables)).errors is None
        return KNOWN in counter.texts

    for field in ("progress(%s) { listed }", "gaps(%s) { totalCount }", "changes(%s) { edges { cursor } }"):
        assert not await checked("{ " + field % 'scope: {system: "PV2024"}' + " }")
    assert not await checked(STANDARDS, given={"committee": {"code": {"eq": "SAC/TC90"}}})
    assert await checked(STANDARDS, given={"committee": {"code": {"ne": "SAC/TC90"}}})


async def test_former_codes_are_known(seeded: Graph, engine_settings: Settings, path: strawberry.Schema) -> None:
    async def answers(system: str, below: str, committee: str) -> list[Any]:
        place = {"system": system, "code": below}
        scopes = [{"system": system}, {"subsystem": place}, {"committee": committee}]
        wheres = [
            {"listedIn": {"system": {"eq": system}, "code": {"in": [below]}}},
            {"listedIn": {"within": place}},
            {"not": {"committee": {"code": {"eq": committee}}}},
        ]
        found = []
        for scope in scopes:
            document = _asking("progress", "scope", "Scope").replace("beside: systems { code }", "")
            found.append(await _sent(seeded, engine_settings, path, document, given=scope))
            document = "query($given: Scope) { gaps(scope: $given) { totalCount countByKind { kind count } } }"
            found.append(await _sent(seeded, engine_settings, path, document, given=scope))
        found += [await _sent(seeded, engine_settings, path, STANDARDS, given=where) for where in wheres]
        assert [one.errors for one in found] == [None] * len(found)
        return [one.data for one in found]

    before = await answers("PV2024", "A", "SAC/TC90")
    for label, old, new in (
        ("Committee", "SAC/TC90", "SAC/TC9000"),
        ("Subsystem", "PV2024/A", "PV2024/A0"),
        ("StandardsSystem", "PV2024", "PV2034"),
    ):
        await seeded.write(partial(rename, label=label, old=old, new=new))
    try:
        assert await answers("PV2034", "A0", "SAC/TC9000") == before
        assert await answers("PV2024", "A", "SAC/TC90") == before
    finally:
        for label, old, new in (
            ("StandardsSystem", "PV2034", "PV2024"),
            ("Subsystem", "PV2024/A0", "PV2024/A"),
            ("Committee", "SAC/TC9000", "SAC/TC90"),
        ):
            await seeded.write(partial(rename, label=label, old=old, new=new))
