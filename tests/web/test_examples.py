"""The examples of the page: each is a query that the schema takes, with variables that fit."""

from __future__ import annotations

import json

import pytest
from graphql import build_schema, parse, validate
from graphql.execution.values import get_variable_values
from graphql.language import OperationDefinitionNode

from stdgraph.graphql import sdl
from stdgraph.web.examples import Example, examples


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.en)
def test_an_example_can_be_sent_as_it_is(example: Example) -> None:
    schema = build_schema(sdl())
    document = parse(example.query)
    assert validate(schema, document) == []
    (operation,) = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    values = get_variable_values(schema, operation.variable_definitions or (), json.loads(example.variables))
    assert not isinstance(values, list), values
    assert example.zh
    assert example.en
