"""What a request gets wrong is told with a code and the place; what is merely unknown is null."""

from __future__ import annotations

import re
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.client import Ask
from tests.graphql.error_shape import refusal

GAPS_ON = "query($on: Date) { gaps(asOf: $on, first: 1) { totalCount } }"
CHAIN = 'readiness(subsystem: {{system: "ICN2024", code: "BAB"}}, maxDepth: {}) {{ total }}'
DAYS = (
    "2024-02-30",
    "2024-13-01",
    "20241001",
    "2024-10-1",
    "2024-W40-1",
    "01.10.2024",
    "0024-10-01",
    "２０２４-10-01",
    "",
)

WRONG: list[tuple[str, dict[str, Any] | None, str, str]] = [
    *((GAPS_ON, {"on": day}, "BAD_USER_INPUT", "expected YYYY-MM-DD") for day in DAYS),
    (GAPS_ON, {"on": 20241001}, "BAD_USER_INPUT", "expected YYYY-MM-DD"),
    ('{ gaps(asOf: "2024-02-30") { totalCount } }', None, "GRAPHQL_VALIDATION_FAILED", "expected YYYY-MM-DD"),
    ("{ gaps(kinds: [NOPE]) { totalCount } }", None, "GRAPHQL_VALIDATION_FAILED", "'NOPE'"),
    (
        "query($kinds: [GapKind!]) { gaps(kinds: $kinds) { totalCount } }",
        {"kinds": ["UNSTARTED", "NOPE"]},
        "BAD_USER_INPUT",
        "at [1]",
    ),
    ("query($n: Int!) { gaps(first: $n) { totalCount } }", {"n": "5"}, "BAD_USER_INPUT", "'5'"),
    ("query($n: Int!) { gaps(first: $n) { totalCount } }", {"n": 2**31}, "BAD_USER_INPUT", "32-bit"),
    ("query($n: Int!) { gaps(first: $n) { totalCount } }", {}, "BAD_USER_INPUT", "'$n'"),
    ("{ gaps(first: -1) { totalCount } }", None, "BAD_USER_INPUT", "first: expected 0 or more, got -1"),
    ("{ standards(last: -1) { totalCount } }", None, "BAD_USER_INPUT", "last: expected 0 or more, got -1"),
    ("{ standards(first: 1, last: 1) { totalCount } }", None, "BAD_USER_INPUT", "give one of them"),
    ('{ standards(first: 1, before: "x") { totalCount } }', None, "BAD_USER_INPUT", "before: requires last"),
    ('{ standards(last: 1, after: "x") { totalCount } }', None, "BAD_USER_INPUT", "after: requires first"),
    ('{ standards(after: "x") { totalCount } }', None, "BAD_USER_INPUT", "invalid cursor 'x'"),
    ('{ standards(after: "") { totalCount } }', None, "BAD_USER_INPUT", "invalid cursor ''"),
    ('{ standards(after: "e30") { totalCount } }', None, "BAD_USER_INPUT", "cursor"),
    ('{ standards(after: "碳") { totalCount } }', None, "BAD_USER_INPUT", "cursor"),
    *(  # JSON that is no list, days that are none
        ("query($c: String) { standards(after: $c) { totalCount } }", {"c": cursor}, "BAD_USER_INPUT", "invalid cursor")
        for cursor in (
            "bnVsbA",
            "MQ",
            "dHJ1ZQ",
            "WyJOVU1CRVIsSUQiLHsiZCI6IngifSwiUzEiXQ",
            "WyJOVU1CRVIsSUQiLHsiYSI6MX0sIlMxIl0",
        )
    ),
    ('{ gaps(after: "x") { totalCount } }', None, "BAD_USER_INPUT", "invalid cursor 'x'"),
    ('{ search(text: "a", after: "x") { totalCount } }', None, "BAD_USER_INPUT", "invalid cursor 'x'"),
    ('{ search(text: "") { totalCount } }', None, "BAD_USER_INPUT", "search: text is empty"),
    ('{ search(text: " \\t　") { totalCount } }', None, "BAD_USER_INPUT", "search: text is empty"),
    ("query($t: String!) { search(text: $t) { totalCount } }", {"t": "碳" * 201}, "BAD_USER_INPUT", "longer than 200"),
    ('{ coverage(system: "PV2024", depth: 0) { rows { code } } }', None, "BAD_USER_INPUT", "depth: expected 1 to 100"),
    ('{ coverage(system: "PV2024", depth: 101) { rows { code } } }', None, "BAD_USER_INPUT", "got 101"),
    (f'{{ productCategory(code: "STEEL") {{ {CHAIN.format(0)} }} }}', None, "BAD_USER_INPUT", "maxDepth: expected 1"),
    (f'{{ productCategory(code: "STEEL") {{ {CHAIN.format(-3)} }} }}', None, "BAD_USER_INPUT", "got -3"),
    *(
        (
            'query($d: Duration!) { committee(code: "SAC/TC90") { due(within: $d) { dueOn } } }',
            {"d": text},
            "BAD_USER_INPUT",
            "invalid duration",
        )
        for text in (
            "90",
            "P",
            "P1DT1H",
            "-P1D",
            "P1.5D",
            "p1d",
            "P101Y",
            "P1201M",
            "P5201W",
            "P36601D",
            "P１D",
            f"P{'9' * 5000}D",
        )
    ),
    (
        "query($kinds: [GapKind!]) { gaps(scope: $kinds) { totalCount } }",
        {},
        "GRAPHQL_VALIDATION_FAILED",
        "expecting type 'Scope'",
    ),
    ("{ system(code: null) { code } }", None, "GRAPHQL_VALIDATION_FAILED", "String!"),
    ('{ gaps(scope: {subsystem: {system: "PV2024"}}) { totalCount } }', None, "GRAPHQL_VALIDATION_FAILED", "code"),
    ("{ gaps(scope: {sistem: 1}) { totalCount } }", None, "GRAPHQL_VALIDATION_FAILED", "'sistem'"),
]


@pytest.mark.parametrize(
    ("document", "variables", "code", "text"), WRONG, ids=[f"{d[:50]} {v}"[:90] for d, v, _, _ in WRONG]
)
async def test_what_is_wrong_is_told(
    seeded: Graph,
    engine_settings: Settings,
    schema: strawberry.Schema,
    document: str,
    variables: dict[str, Any] | None,
    code: str,
    text: str,
) -> None:
    found, message = await refusal(seeded, engine_settings, schema, document, variables)
    assert found == code
    assert text in message


@pytest.mark.parametrize(
    "document",
    [
        '{ system(code: "XX") { code } }',
        '{ system(code: "") { code } }',
        '{ subsystem(system: "PV2024", code: "ZZ") { code } }',
        '{ subsystem(system: "PV2024/AA", code: "") { code } }',
        '{ productCategory(code: "XX") { code gaps { totalCount } } }',
        '{ committee(code: "XX") { code progress { listed } } }',
        '{ standard(number: "GB/T 1-1800") { number } }',
        '{ standard(number: "") { number } }',
        '{ coverage(system: "XX") { rows { code } } }',
        '{ node(id: "XX") { id } }',
    ],
)
async def test_what_is_unknown_is_null(ask: Ask, document: str) -> None:
    assert list((await ask(document)).values()) == [None]


async def test_a_chain_for_an_unknown_subsystem_is_null(ask: Ask) -> None:
    document = '{ productCategory(code: "LI_BATTERY") { code readiness(subsystem: {system: "PV2024", code: "ZZ"}) { total } } }'
    assert (await ask(document))["productCategory"] == {"code": "LI_BATTERY", "readiness": None}


async def test_a_cursor_belongs_to_its_order(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, ask: Ask
) -> None:
    document = (
        "query($after: String, $order: [StandardOrder!]) "
        "{ standards(first: 1, after: $after, orderBy: $order) { pageInfo { endCursor } } }"
    )
    cursor = (await ask(document))["standards"]["pageInfo"]["endCursor"]
    await ask(document, after=cursor)
    for order in ({"field": "TITLE"}, {"field": "NUMBER", "direction": "DESC"}):
        code, message = await refusal(seeded, engine_settings, schema, document, {"after": cursor, "order": [order]})
        assert code == "BAD_USER_INPUT"
        assert "belongs to another order" in message


async def test_first_zero_asks_for_no_rows(ask: Ask) -> None:
    fields = "totalCount pageInfo { hasNextPage startCursor endCursor } edges { cursor }"
    document = f'{{ standards(first: 0) {{ {fields} }} gaps(first: 0) {{ {fields} }} search(text: "碳", first: 0) {{ {fields} }} }}'
    for page in (await ask(document)).values():
        assert page["totalCount"] > 0
        assert page["edges"] == []
        assert page["pageInfo"] == {"hasNextPage": True, "startCursor": None, "endCursor": None}


async def test_days_far_away_are_answered(ask: Ask) -> None:
    document = "query($on: Date) { gaps(asOf: $on, first: 1) { totalCount } standards(asOf: $on) { totalCount } progress(asOf: $on) { listed } }"
    for day, listed in {"1000-01-01": 0, "1904-02-29": 0, "2096-02-29": 255, "9999-12-31": 255}.items():
        assert (await ask(document, on=day))["progress"]["listed"] == listed, "no plan is older than its systems"


ENDS = ("1000-01-01", "9999-12-31")
AT_THE_ENDS = [
    *(f'{{ system(code: "PV2024") {{ targets(asOf: "{day}") {{ state forecast {{ method }} }} }} }}' for day in ENDS),
    *(
        f'{{ system(code: "PV2024") {{ progress(asOf: "{day}") {{ listed }} tree(asOf: "{day}") {{ subsystem {{ code }} }} }} }}'
        for day in ENDS
    ),
    *(
        f'{{ coverage(system: "ICN2024", asOf: "{day}") {{ summary {{ met }} }} durations(asOf: "{day}") {{ stage }} }}'
        for day in ENDS
    ),
    *(
        f'{{ progressHistory(scope: {{system: "PV2024"}}, from: "{day}", to: "{day}", interval: {interval}) {{ on }} }}'
        for day in ENDS
        for interval in ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
    ),
    '{ progressHistory(scope: {system: "PV2024"}, from: "9998-01-01", to: "9999-12-31", interval: MONTH, knownAt: "9999-12-31T23:59:59Z") { on } }',
    '{ committee(code: "SAC/TC90") { due(within: "P100Y1200M5200W36600D") { dueOn } } }',
    *(f'{{ comparison(scope: {{system: "PV2024"}}, from: "{ENDS[0]}", to: "{day}") {{ to }} }}' for day in ENDS),
    *(f'{{ gapHistory(scope: {{}}, from: "{day}", to: "{day}", interval: YEAR) {{ on }} }}' for day in ENDS),
    *(
        f'{{ system(code: "PV2024") {{ branchHistory(from: "{day}", to: "{day}", interval: YEAR) {{ __typename }} }} }}'
        for day in ENDS
    ),
    *(
        f'{{ standard(number: "GB/T 24067-2024") {{ known(at: "{instant}", on: "{day}") {{ status }} }} }}'
        for instant in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59+23:59")
        for day in ENDS
    ),
]
"""Documents whose days and instants leave no room before or after them."""


@pytest.mark.parametrize("document", AT_THE_ENDS)
async def test_the_first_and_the_last_day_are_answered(ask: Ask, document: str) -> None:
    assert await ask(document)


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize(
    "document",
    [
        'query($at: DateTime!) { standard(number: "GB/T 24067-2024") { known(at: $at) { status } } }',
        'query($at: DateTime) { progressHistory(scope: {}, from: "2024-01-01", to: "2024-12-31", interval: YEAR, knownAt: $at) { on } }',
    ],
)
async def test_an_instant_that_leaves_the_calendar_in_utc_is_bad_input(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, document: str, instant: str
) -> None:
    literal = re.sub(r"^query\(.*?\) ", "", document).replace("$at", f'"{instant}"')
    for sent, variables in ((document, {"at": instant}), (literal, None)):
        code, message = await refusal(seeded, engine_settings, schema, sent, variables)
        assert code == "BAD_USER_INPUT"
        assert message == f"invalid instant {instant!r}: expected the years 1 to 9999 in UTC"
