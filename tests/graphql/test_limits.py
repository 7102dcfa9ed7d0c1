"""Bounds: what a document may hold, how large a page may be; each refusal has its code, and a kept document is not judged anew."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry
from graphql import parse, validate
from strawberry.types import ExecutionResult

from stdgraph.graphql import build_schema, execute, kept_documents
from stdgraph.graphql.context import Context
from stdgraph.graphql.limits import rules
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.client import Ask
from tests.graphql.error_shape import refusal, told


def nested(levels: int) -> str:
    """A document of that many levels."""
    children = levels - 3
    return "{ systems { subsystems {" + " children {" * children + " code" + " }" * children + " } } }"


def aliased(count: int) -> str:
    return "{ systems { " + " ".join(f"a{n}: code" for n in range(count)) + " } }"


async def test_depth(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, ask: Ask) -> None:
    most = engine_settings.max_depth
    await ask(nested(most))
    code, message = await refusal(seeded, engine_settings, schema, nested(most + 1))
    assert (code, message) == ("LIMIT_EXCEEDED", f"the document is {most + 1} levels deep; the maximum is {most}")


async def test_depth_is_counted_through_fragments(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    fragments = " ".join(f"fragment F{n} on Subsystem {{ children {{ ...F{n + 1} }} }}" for n in range(20))
    document = f"{{ systems {{ subsystems {{ ...F0 }} }} }} {fragments} fragment F20 on Subsystem {{ code }}"
    code, message = await refusal(seeded, engine_settings, schema, document)
    assert (code, message.split(";")[0]) == ("LIMIT_EXCEEDED", "the document is 23 levels deep")


async def test_aliases(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, ask: Ask) -> None:
    most = engine_settings.max_aliases
    (first, *_) = (await ask(aliased(most)))["systems"]
    assert first == {f"a{n}": "ICN2024" for n in range(most)}
    code, message = await refusal(seeded, engine_settings, schema, aliased(most + 1))
    assert (code, message) == ("LIMIT_EXCEEDED", f"the document uses {most + 1} aliases; the maximum is {most}")
    spread = "{ " + "...F " * 31 + "} fragment F on Query { a: systems { b: code } }"
    assert (await refusal(seeded, engine_settings, schema, spread))[0] == "LIMIT_EXCEEDED"


def test_fragments_that_spread_each_other_twice_are_measured_once(
    engine_settings: Settings, schema: strawberry.Schema
) -> None:
    """Walking a fragment anew at every spread would take as many steps as there are aliases here: 2 to the power of 60."""
    fragments = " ".join(f"fragment F{n} on StandardsSystem {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    document = parse(f"{{ systems {{ ...F0 }} }} {fragments} fragment F60 on StandardsSystem {{ a: code }}")
    depth, aliases = rules(engine_settings)[:2]
    assert validate(schema._schema, document, [depth]) == []
    (error,) = validate(schema._schema, document, [aliases])
    assert error.message.startswith(f"the document uses {2**60} aliases")


async def test_tokens(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> None:
    document = "{ systems { " + "code " * engine_settings.max_tokens + "} }"
    code, message = await refusal(seeded, engine_settings, schema, document)
    assert code == "LIMIT_EXCEEDED"
    assert f"{engine_settings.max_tokens} tokens" in message


@pytest.mark.parametrize(
    "document",
    [
        "{ " + "systems { code } " * 900 + "}",
        "{ "
        + " ".join(f"...F{n}" for n in range(300))
        + " } "
        + " ".join(f"fragment F{n} on Query {{ systems {{ code }} }}" for n in range(300)),
        "{ systems { " + "code " * 3900 + "} }",
    ],
    ids=["fields", "fragments", "leaves"],
)
async def test_repetition(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, document: str) -> None:
    """Comparing every field with every other takes time by the square of their number: it ends early."""
    code, message = await refusal(seeded, engine_settings, schema, document)
    assert code == "LIMIT_EXCEEDED"
    assert "repeats too many fields" in message


@pytest.mark.parametrize(
    "document",
    [
        "{ a" * 500 + " }" * 500,
        "{ search(text: " + "[" * 500 + "]" * 500 + ") { totalCount } }",
        "query($a: " + "[" * 500 + "Int" + "]" * 500 + ") { systems { code } }",
        "{ standards(where: " + "{ not: " * 500 + "{}" + " }" * 500 + ") { totalCount } }",
    ],
    ids=["fields", "values", "types", "conditions"],
)
async def test_nesting_of_any_kind(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, document: str
) -> None:
    assert (await refusal(seeded, engine_settings, schema, document))[0] == "LIMIT_EXCEEDED"


async def test_nesting_of_variables(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> None:
    where: dict[str, Any] = {}
    for _ in range(300):
        where = {"not": where}
    document = "query($where: StandardWhere) { standards(where: $where) { totalCount } }"
    code, message = await refusal(seeded, engine_settings, schema, document, {"where": where})
    assert (code, message) == ("LIMIT_EXCEEDED", "Variable values are nested too deeply.")


async def test_length_of_conditions(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> None:
    document = "query($where: StandardWhere) { standards(where: $where) { totalCount } }"
    long = {"any": [{"level": {"eq": "NATIONAL"}}] * 1000}
    code, message = await refusal(seeded, engine_settings, schema, document, {"where": long})
    assert (code, message) == ("BAD_USER_INPUT", "where: more than 60 comparisons")


@pytest.mark.parametrize("field", ["standards(first: $n)", "gaps(first: $n)", 'search(text: "a", first: $n)'])
async def test_pages_have_a_ceiling(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, field: str, ask: Ask
) -> None:
    most = engine_settings.page_ceiling
    document = f"query($n: Int!) {{ {field} {{ totalCount }} }}"
    await ask(document, n=most)
    code, message = await refusal(seeded, engine_settings, schema, document, {"n": most + 1})
    assert (code, message) == ("LIMIT_EXCEEDED", f"first: expected at most {most}, got {most + 1}")


async def test_pages_have_a_ceiling_from_the_back_and_for_nodes(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    last = await refusal(seeded, engine_settings, schema, "{ standards(last: 201) { totalCount } }")
    assert last == ("LIMIT_EXCEEDED", "last: expected at most 200, got 201")
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    nodes = await refusal(seeded, engine_settings, schema, document, {"ids": ["x"] * 201})
    assert nodes == ("LIMIT_EXCEEDED", "ids: expected at most 200, got 201")


@pytest.mark.parametrize(
    "document",
    [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { systems { code } ...G } fragment G on Query { ...F }",
        "{ systems { ...F } } fragment F on StandardsSystem { subsystems { system { ...F } } }",
    ],
)
async def test_fragments_in_circles(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, document: str
) -> None:
    code, message = await refusal(seeded, engine_settings, schema, document)
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert "within itself" in message


async def test_introspection_in_circles(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> None:
    document = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    code, message = await refusal(seeded, engine_settings, schema, document)
    assert (code, message) == ("GRAPHQL_VALIDATION_FAILED", "Maximum introspection depth exceeded")


async def test_introspection_can_be_switched_off_and_then_nothing_hints_at_names(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, ask: Ask
) -> None:
    assert (await ask("{ __schema { queryType { name } } }"))["__schema"]["queryType"] == {"name": "Query"}
    _, hint = await refusal(seeded, engine_settings, schema, "{ sistems { code } }")
    assert "Did you mean 'systems'" in hint
    closed_settings = engine_settings.model_copy(update={"introspection": False})
    closed = build_schema(closed_settings)
    asked = told(await execute(seeded, closed_settings, "{ __schema { queryType { name } } }", schema=closed))
    assert {code for code, _ in asked} == {"GRAPHQL_VALIDATION_FAILED"}
    _, message = await refusal(seeded, closed_settings, closed, "{ sistems { code } }")
    assert "systems" not in message
    answer = await execute(seeded, closed_settings, "{ __typename systems { __typename } }", schema=closed)
    assert answer["data"]["__typename"] == "Query"


NEAR_MISSES: list[tuple[str, dict[str, Any] | None]] = [
    ("{ sistems { code } }", None),
    ("{ systems { cod } }", None),
    ("{ nodes(ids: []) { number } }", None),
    ('{ system(cod: "PV2024") { code } }', None),
    ("query($code: Strin) { systems { code } }", None),
    ("{ systems { ... on Standrd { number } } }", None),
    ("{ gaps(kinds: [UNSTARTD]) { totalCount } }", None),
    ('{ gaps(kinds: ["UNSTARTED"]) { totalCount } }', None),
    ('{ gaps(scope: {sistem: "PV2024"}) { totalCount } }', None),
    ("query($kinds: [GapKind!]) { gaps(kinds: $kinds) { totalCount } }", {"kinds": ["UNSTARTD"]}),
    ("query($scope: Scope) { gaps(scope: $scope) { totalCount } }", {"scope": {"sistem": "PV2024"}}),
    ("query($where: StandardWhere) { standards(where: $where) { totalCount } }", {"where": {"any": [{"levl": None}]}}),
]
"""Documents with a name that is nearly right, and their variables."""


@pytest.mark.parametrize(("document", "variables"), NEAR_MISSES)
async def test_names_are_suggested_only_where_introspection_tells_them(
    seeded: Graph,
    engine_settings: Settings,
    schema: strawberry.Schema,
    document: str,
    variables: dict[str, Any] | None,
) -> None:
    closed_settings = engine_settings.model_copy(update={"introspection": False})
    closed = build_schema(closed_settings)
    hints = told(await execute(seeded, engine_settings, document, variables, schema=schema))
    assert any("Did you mean" in message for _, message in hints)
    answers = [await execute(seeded, closed_settings, document, variables, schema=closed) for _ in range(2)]
    context = Context(seeded, closed_settings, PlanCache())
    async for result in await closed.stream(document, variables, context_value=context):
        assert isinstance(result, ExecutionResult)
        answers.append({"errors": [error.formatted for error in result.errors or ()]})
    for answer in answers:
        plain = told(answer)
        assert [code for code, _ in plain] == [code for code, _ in hints]
        assert "Did you mean" not in str(plain)


async def test_settings_move_the_bounds(seeded: Graph, engine_settings: Settings) -> None:
    narrow_settings = engine_settings.model_copy(
        update={"max_depth": 2, "max_aliases": 0, "max_tokens": 12, "page_ceiling": 3}
    )
    narrow = build_schema(narrow_settings)
    answer = await execute(seeded, narrow_settings, "{ systems { code } }", schema=narrow)
    assert "errors" not in answer
    for document in (
        "{ systems { subsystems { code } } }",
        "{ systems { a: code } }",
        "{ systems { code title issuer issuedOn documentNumber declared horizon note } }",
        "{ gaps(first: 4) { totalCount } }",
    ):
        assert (await refusal(seeded, narrow_settings, narrow, document))[0] == "LIMIT_EXCEEDED", document


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done to documents from now on."""
    done: list[str] = []
    for name in ("parse", "validate_document"):
        inner = getattr(kept_documents, name)

        def noted(*given: Any, name: str = name, inner: Any = inner, **named: Any) -> Any:
            done.append(name)
            return inner(*given, **named)

        monkeypatch.setattr(kept_documents, name, noted)
    return done


async def test_a_document_is_parsed_and_judged_once(ask: Ask, judged: list[str]) -> None:
    document = "query OnceOnly($code: String!) { system(code: $code) { code title } }"
    for code in ("PV2024", "NP2024", "ICN2024"):
        assert (await ask(document, code=code))["system"]["code"] == code
    assert judged == ["parse", "validate_document"]


async def test_a_refused_document_is_judged_once_and_refused_again(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, judged: list[str]
) -> None:
    document = aliased(engine_settings.max_aliases + 7)
    first = told(await execute(seeded, engine_settings, document, schema=schema))
    assert told(await execute(seeded, engine_settings, document, schema=schema)) == first
    assert judged == ["parse", "validate_document"]


async def test_a_text_that_is_no_document_is_not_kept(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, judged: list[str]
) -> None:
    for _ in range(2):
        assert "errors" in await execute(seeded, engine_settings, "{ unclosed", schema=schema)
    assert judged == ["parse", "parse"]


async def test_services_with_other_bounds_judge_for_themselves(
    seeded: Graph, engine_settings: Settings, ask: Ask
) -> None:
    document = "{ systems { subsystems { code } } }"
    await ask(document)
    narrow_settings = engine_settings.model_copy(update={"max_depth": 2})
    narrow = build_schema(narrow_settings)
    assert (await refusal(seeded, narrow_settings, narrow, document))[0] == "LIMIT_EXCEEDED"
    await ask(document)
