"""From forms to inputs: whatever is typed is an input that the schema takes, or a problem of its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, Undefined
from graphql.utilities import coerce_input_value
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.vocabulary import Language
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.web.actions.declared import ActedOn, FieldKind, PageAction
from stdgraph.web.actions.given import WAS, places, read_given
from stdgraph.web.actions.given import name_in_form as name_of
from stdgraph.web.actions.subjects import CHANGE, GAP, NOTHING_YET, ONE_STANDARD, STANDARDS
from stdgraph.web.actions.table import ACTIONS
from stdgraph.web.pages.told import TOLD, notice_of, told_code
from tests.examples import examples

SECRETARIAT = [one for one in ACTIONS.values() if one.subject in (STANDARDS, ONE_STANDARD, GAP, CHANGE, NOTHING_YET)]
THINGS = [ActedOn(key, key, {"kind": "Standard"}, 3) for key in ("7", "8")]
TYPED = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "2026-03-01",
            "2026-03",
            "2026",
            "0001-01-01",
            "30.20",
            "60",
            "true",
            "false",
            "OPEN",
            "HIGH",
            "NATIONAL",
            "12",
            "-1",
            "٣",
        ]
    ),
)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> GraphQLSchema:
    built: Any = build_schema(Settings(data_dir=Path(tmp_path_factory.mktemp("forms"))))
    found: GraphQLSchema = built._schema
    return found


def test_every_action_has_words_for_what_was_done() -> None:
    assert set(TOLD) == set(ACTIONS)
    for name in ACTIONS:
        notice = notice_of(told_code(name, 3, 12), Language.EN)
        assert notice is not None
        assert (notice.change, "3" in notice.text) == (12, True)


@pytest.mark.parametrize("action", SECRETARIAT, ids=lambda action: action.name)
def test_a_form_has_its_fields_in_the_input_of_the_schema(action: PageAction, schema: GraphQLSchema) -> None:
    if action.items is None:
        change: Any = schema.type_map["ChangeInput"]
        taken = change.fields[action.member].type.fields
        assert {field.name for field in action.fields} <= set(taken)
    for field in action.fields:
        assert (field.kind is FieldKind.CHOICE) == bool(field.vocabulary or field.options)


@pytest.mark.parametrize("action", SECRETARIAT, ids=lambda action: action.name)
@examples(60)
@given(data=st.data())
def test_whatever_is_typed_is_an_input_or_a_problem(
    action: PageAction, schema: GraphQLSchema, data: st.DataObject
) -> None:
    things = THINGS if action.subject.many else THINGS[:1]
    names = [name_of(field, thing) for field, thing in places(action, things)]
    entered = data.draw(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*names, *(WAS + one for one in names)], TYPED))
    )
    given_, problems = read_given(action, things, entered, {})
    assert set(problems) <= set(names)
    if problems or (action.changed_only and not given_.values):
        return
    for item in action.items_of(given_):
        change: Any = schema.type_map["ChangeInput"]
        assert coerce_input_value({item.member: dict(item.input)}, change) is not Undefined
