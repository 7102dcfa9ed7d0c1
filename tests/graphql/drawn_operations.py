"""Operations that the schema allows, drawn at random: extreme values beside those that the seeded catalogue knows."""

from __future__ import annotations

from datetime import date

import graphql
import hypothesis_graphql
from graphql import IntValueNode, Node, StringValueNode, TypeInfo, TypeInfoVisitor, Visitor, visit
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from stdgraph.graphql import sdl
from stdgraph.graphql.types.fields import global_id
from tests.graphql.generated import DocumentGenerator, Generated

SCHEMA = graphql.build_schema(sdl())

DAYS = st.sampled_from(["1000-01-01", "1904-02-29", "2024-02-29", "2026-11-23", "9996-02-29", "9999-12-31"]) | st.dates(
    date(1000, 1, 1)
).map(str)
INSTANTS = st.sampled_from(
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00-23:59",
        "2024-02-29T23:59:60Z",
        "2026-11-23T08:00:00.123456789+08:00",
        "2026-11-23T08:00:00+08:00:30",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-23:59",
    ]
) | st.datetimes().map(lambda instant: f"{instant.isoformat()}+08:00")
DURATIONS = st.sampled_from(["P0D", "P90D", "P100Y1200M5200W36600D", "P101Y"])
SCALARS = {
    "Date": DAYS.map(nodes.String),
    "DateTime": INSTANTS.map(nodes.String),
    "Duration": DURATIONS.map(nodes.String),
    "JSON": st.just(nodes.String("{}")),
}

KNOWN = (
    *(
        "PV2024",
        "NP2024",
        "ICN2024",
        "BA",
        "BAB",
        "SAC/TC90",
        "STEEL",
        "LI_BATTERY",
        "GB/T 24067-2024",
        "ISO 14067:2018",
    ),
    *("S159", "40.00", "60.60", "90.93", "UNCOVERED_SUBSYSTEM:NP2024/AE", "GROUP_ONLY:ICN2024/BAB:METHANOL"),
    *(
        global_id("Standard", "S159"),
        global_id("StandardsSystem", "PV2024"),
        global_id("Committee", "SAC/TC90"),
    ),
)
HOSTILE = (
    "",
    " ",
    "\x00",
    "\x1b[2J\r\n\t",
    "'\"\\`${}",
    "碳" * 5000,
    "\u202e\ufeff\uffff",
    "*",
    "~",
    "a:b OR c",
    "1e9",
    "-1",
)
TEXTS = st.sampled_from(KNOWN) | st.sampled_from(KNOWN) | st.sampled_from(HOSTILE) | st.text(max_size=20)
NUMBERS = st.integers(0, 20) | st.integers(0, 20) | st.sampled_from([-1, 200, 201, 2**31 - 1, -(2**31)])


BY_TYPE = {"String": TEXTS, "ID": TEXTS, "Date": DAYS, "DateTime": INSTANTS, "Duration": DURATIONS}
"""What stands in for a text, by the type that the schema expects at its place."""


class InputCollector(Visitor):
    """Collects the texts and numbers of a document, each text with the type that is expected."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.texts: list[tuple[StringValueNode, str]] = []
        self.numbers: list[IntValueNode] = []

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        expected = self._expected()
        if expected in BY_TYPE:
            self.texts.append((node, expected))

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        if self._expected() == "Int":
            self.numbers.append(node)

    def _expected(self) -> str:
        expected = self.types.get_input_type()
        return graphql.get_named_type(expected).name if expected else ""


class InputReplacer(Visitor):
    """Puts other values in the places of some, which are known by their identity."""

    def __init__(self, values: dict[int, Node]) -> None:
        super().__init__()
        self.values = values

    def enter(self, node: Node, *_: object) -> Node | None:
        return self.values.get(id(node))


@st.composite
def operations(draw: st.DrawFn, kind: str) -> Generated:
    """A document of kind ``query`` or ``mutation``; root fields are drawn alike, however much there is below them."""
    root = SCHEMA.query_type if kind == "query" else SCHEMA.mutation_type
    assert root is not None
    variables: dict[str, object] = {}
    if kind == "query" and draw(st.booleans()):  # arguments at every depth, aliases, fragments, variables
        made = DocumentGenerator(SCHEMA, draw(st.integers(0, 2**32))).query()
        document, variables = graphql.parse(made.text), made.variables
    else:
        generate = hypothesis_graphql.queries if kind == "query" else hypothesis_graphql.mutations
        field = draw(st.sampled_from(sorted(root.fields)))
        document = draw(generate(SCHEMA, fields=[field], custom_scalars=SCALARS, print_ast=lambda tree: tree))
    types = TypeInfo(SCHEMA)
    found = InputCollector(types)
    visit(document, TypeInfoVisitor(types, found))
    values: dict[int, Node] = {id(node): nodes.String(draw(BY_TYPE[expected])) for node, expected in found.texts}
    values |= {id(node): nodes.Int(draw(NUMBERS)) for node in found.numbers}
    return Generated(graphql.print_ast(visit(document, InputReplacer(values))), variables)
