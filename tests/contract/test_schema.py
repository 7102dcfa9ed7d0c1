"""The schema as consumers see it: what they send fits, the committed file is the code's, everything says what it means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    find_breaking_changes,
    get_variable_values,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
    is_specified_scalar_type,
    parse,
    validate,
)
from graphql.execution.values import VariableValues

from stdgraph.graphql import sdl
from tests.contract.operations import SENT, SERVED, document, title

ROOT = Path(__file__).parents[2]

INPUTS = """
input Scope { system: String  subsystem: SubsystemRef  committee: String  productCategory: String }
input SubsystemRef { system: String!  code: String! }
enum Status { PLANNED DRAFTING PUBLISHED WITHDRAWN ABANDONED }
enum Standing { UPCOMING IN_FORCE SUPERSEDED WITHDRAWN }
enum Level { NATIONAL INDUSTRY LOCAL GROUP ENTERPRISE INTERNATIONAL OTHER }
enum Nature { MANDATORY RECOMMENDED GUIDANCE }
enum CellState { IN_FORCE UPCOMING DRAFTING PLANNED GROUP_ONLY MISSING EMPTY }
enum GapStatus { OPEN MOVING DELAYED STALLED CLOSED WITHDRAWN UNKNOWN }
enum Priority { HIGH MEDIUM LOW }
enum Severity { CRITICAL HIGH MEDIUM LOW INFO }
"""
"""What the contract's page fixes in words: inputs and enums of the operations that are served."""


@pytest.fixture(scope="module")
def exposed() -> GraphQLSchema:
    return build_schema(sdl())


@pytest.mark.parametrize("name", SERVED)
def test_an_operation_fits_the_schema(exposed: GraphQLSchema, name: str) -> None:
    assert validate(exposed, parse(document(name))) == []


@pytest.mark.parametrize("sent", SENT, ids=title)
def test_the_variables_of_an_operation_fit(exposed: GraphQLSchema, sent: tuple[str, dict[str, object]]) -> None:
    name, variables = sent
    (operation,) = (one for one in parse(document(name)).definitions if isinstance(one, OperationDefinitionNode))
    found = get_variable_values(exposed, operation.variable_definitions or (), variables)
    assert isinstance(found, VariableValues), found


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    committed = (ROOT / "schema.graphql").read_text(encoding="utf-8")
    assert committed == sdl(), "stdgraph schema --output schema.graphql"


def test_inputs_and_enums_hold_at_least_what_the_contract_names(exposed: GraphQLSchema) -> None:
    named = build_schema(f"type Query {{ nothing: Int }} {INPUTS}")
    broken = [change.description for change in find_breaking_changes(named, exposed)]
    assert broken == ["Field Query.nothing was removed."]


def undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """The places of a schema that do not say what they mean."""
    for name, kind in schema.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(kind):
            continue
        if not kind.description:
            yield name
        if is_object_type(kind) or is_interface_type(kind):
            for field_name, field in kind.fields.items():
                if not field.description:
                    yield f"{name}.{field_name}"
                yield from (
                    f"{name}.{field_name}({a}:)" for a, argument in field.args.items() if not argument.description
                )
        elif is_enum_type(kind):
            yield from (f"{name}.{value_name}" for value_name, value in kind.values.items() if not value.description)
        elif is_input_object_type(kind):
            yield from (f"{name}.{field_name}" for field_name, field in kind.fields.items() if not field.description)


def test_everything_says_what_it_means(exposed: GraphQLSchema) -> None:
    assert list(undescribed(exposed)) == []


def test_no_description_repeats_a_name_and_nothing_else(exposed: GraphQLSchema) -> None:
    for name, kind in exposed.type_map.items():
        if (is_object_type(kind) or is_enum_type(kind)) and not name.startswith("__"):
            said = (kind.description or "").lower().rstrip(".")
            assert said.replace(" ", "") != name.lower(), name
