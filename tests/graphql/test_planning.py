"""Plans: whatever the shape of a document, it answers what plain queries answer, projected and by the executor."""

from __future__ import annotations

from typing import Any

import pytest

from stdgraph.graphql import build_schema, execute
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.client import Ask, asker

SUBSYSTEM = '{system: "ICN2024", code: "BAB"}'


@pytest.fixture(scope="module", params=[True, False], ids=["projected", "executed"])
def ask(seeded: Graph, engine_settings: Settings, request: pytest.FixtureRequest) -> Ask:
    return asker(seeded, engine_settings, build_schema(engine_settings, fast=request.param))


async def test_one_field_with_different_arguments(ask: Ask) -> None:
    both = await ask(
        '{ now: standard(number: "GB/T 24067-2024") { a: standing(on: "2024-09-30") b: standing(on: "2024-10-01") '
        'zh: title en: title(language: EN) } other: standard(number: "GB/T 2297-1989") { number } }'
    )
    assert both["now"] | {"zh": None, "en": None} == {"a": "UPCOMING", "b": "IN_FORCE", "zh": None, "en": None}
    assert both["now"]["zh"] != both["now"]["en"]
    assert both["other"] == {"number": "GB/T 2297-1989"}


async def test_one_edge_with_different_selections_at_several_levels(ask: Ask) -> None:
    answer = await ask(
        '{ system(code: "ICN2024") { codes: subsystems { code inner: children { code } } '
        "titles: subsystems { title inner: children { title deeper: children { code } } } } }"
    )
    codes, titles = answer["system"]["codes"], answer["system"]["titles"]
    plain_codes = await ask('{ system(code: "ICN2024") { subsystems { code children { code } } } }')
    plain_titles = await ask(
        '{ system(code: "ICN2024") { subsystems { title children { title children { code } } } } }'
    )
    assert codes == [{"code": one["code"], "inner": one["children"]} for one in plain_codes["system"]["subsystems"]]
    assert titles == [
        {
            "title": one["title"],
            "inner": [{"title": two["title"], "deeper": two["children"]} for two in one["children"]],
        }
        for one in plain_titles["system"]["subsystems"]
    ]


async def test_one_question_with_different_arguments_under_many_rows(ask: Ask) -> None:
    answer = await ask(
        '{ systems { code early: progress(asOf: "2015-01-01") { published } late: progress(asOf: "2026-07-01") { published listed } } }'
    )
    for system in answer["systems"]:
        document = (
            "query($code: String!, $on: Date!) { system(code: $code) { progress(asOf: $on) { published listed } } }"
        )
        early = (await ask(document, code=system["code"], on="2015-01-01"))["system"]["progress"]
        late = (await ask(document, code=system["code"], on="2026-07-01"))["system"]["progress"]
        assert system["early"] == {"published": early["published"]}
        assert system["late"] == late
        assert early["published"] < late["published"]


async def test_one_root_field_twice(ask: Ask) -> None:
    fields = "totalCount edges { node { id } }"
    answer = await ask(
        f'{{ a: gaps(first: 3, scope: {{system: "PV2024"}}) {{ {fields} }} b: gaps(first: 2, kinds: [UNITEMISED]) {{ {fields} }} }}'
    )
    assert answer["a"] == (await ask(f'{{ gaps(first: 3, scope: {{system: "PV2024"}}) {{ {fields} }} }}'))["gaps"]
    assert answer["b"] == (await ask(f"{{ gaps(first: 2, kinds: [UNITEMISED]) {{ {fields} }} }}"))["gaps"]


async def test_selections_of_one_field_are_merged(ask: Ask) -> None:
    parted = await ask(
        '{ system(code: "NP2024") { subsystems { code } ...A subsystems { children { title } } } system(code: "NP2024") { title } } '
        "fragment A on StandardsSystem { subsystems { children { code } title } }"
    )
    whole = await ask('{ system(code: "NP2024") { subsystems { code title children { code title } } title } }')
    assert parted == whole


async def test_fragments_named_inline_and_nested(ask: Ask) -> None:
    parted = await ask(
        '{ standard(number: "GB/T 24067-2024") { ...Names ... { level } ... on Node { id } ... on Standard { claims { ...Message } } } } '
        "fragment Names on Standard { number ...Titles } fragment Titles on Standard { title listedIn { ...Place } } "
        "fragment Place on Listing { subsystem { system { ... on StandardsSystem { code } } } } "
        "fragment Message on Claim { field value source { ... on Source { url } } }"
    )
    whole = await ask(
        '{ standard(number: "GB/T 24067-2024") { number title level id listedIn { subsystem { system { code } } } '
        "claims { field value source { url } } } }"
    )
    assert parted == whole


async def test_fragments_on_the_interface_and_on_members_of_unions(ask: Ask) -> None:
    found = await ask(
        '{ a: standard(number: "GB/T 24067-2024") { id } b: committee(code: "SAC/TC90") { id } c: system(code: "PV2024") { id } }'
    )
    ids = [one["id"] for one in found.values()]
    nodes = (
        await ask(
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Any ... on Standard { number plan: planNumber } "
            "... on Committee { code } ... on StandardsSystem { code subsystems { code } } } } fragment Any on Node { id }",
            ids=ids,
        )
    )["nodes"]
    assert [node["id"] for node in nodes] == ids
    assert nodes[0] == {"__typename": "Standard", "id": ids[0], "number": "GB/T 24067-2024", "plan": None}
    assert nodes[1] == {"__typename": "Committee", "id": ids[1], "code": "SAC/TC90"}
    assert [one["code"] for one in nodes[2]["subsystems"]] == list("ABCDEFGHI")


async def test_members_of_a_union_with_edges_and_questions_of_their_own(ask: Ask) -> None:
    document = """
    { search(text: "光伏", first: 200) { edges { node {
        __typename
        ... on Standard { number listedIn { subsystem { code } } impact { transitiveDependents } }
        ... on Subsystem { code parent { code } progress { listed } }
        ... on ProductCategory { code parents { code } }
        ... on Committee { code progress { listed } }
        ... on StandardsSystem { code progress { listed } }
    } } } }
    """
    nodes = [edge["node"] for edge in (await ask(document))["search"]["edges"]]
    assert {node["__typename"] for node in nodes} >= {
        "Standard",
        "Subsystem",
        "ProductCategory",
        "Committee",
        "StandardsSystem",
    }
    for node in nodes:
        if node["__typename"] == "Committee":
            plain = (await ask("query($c: String!) { committee(code: $c) { progress { listed } } }", c=node["code"]))[
                "committee"
            ]
            assert node["progress"] == plain["progress"]
        if node["__typename"] == "Standard" and node["number"]:
            plain = (
                await ask(
                    "query($n: String!) { standard(number: $n) { listedIn { subsystem { code } } } }", n=node["number"]
                )
            )["standard"]
            assert node["listedIn"] == plain["listedIn"]


@pytest.mark.parametrize("shown", [True, False])
async def test_skip_and_include_by_variables(ask: Ask, shown: bool) -> None:
    document = """
    query($shown: Boolean!) {
      system(code: "NP2024") {
        code @skip(if: $shown) title @include(if: $shown)
        subsystems @include(if: $shown) { code children @skip(if: $shown) { code } }
        progress @skip(if: $shown) { listed }
        ...F @include(if: $shown)
        ... on StandardsSystem @skip(if: $shown) { documentNumber }
      }
      systems @include(if: $shown) { code }
    }
    fragment F on StandardsSystem { issuer }
    """
    answer = await ask(document, shown=shown)
    fields = "title subsystems { code } issuer" if shown else "code progress { listed } documentNumber"
    more = "systems { code }" if shown else ""
    assert answer == await ask(f'{{ system(code: "NP2024") {{ {fields} }} {more} }}')


async def test_skip_and_include_by_literals_and_both(ask: Ask) -> None:
    answer = await ask(
        "{ systems { code @include(if: true) title @include(if: false) issuer @skip(if: true) "
        "note @skip(if: false) @include(if: false) documentNumber @skip(if: false) @include(if: true) } }"
    )
    assert answer == await ask("{ systems { code documentNumber } }")


async def test_nothing_left_to_ask(ask: Ask) -> None:
    assert await ask("{ systems @skip(if: true) { code } }") == {}
    assert await ask('{ system(code: "PV2024") { code @skip(if: true) } }') == {"system": {}}


async def test_typenames_everywhere(ask: Ask) -> None:
    answer = await ask(
        '{ __typename system(code: "ICN2024") { __typename t: __typename subsystems { __typename } progress { __typename '
        "byLevel { __typename } byStage { __typename stage { __typename } } } } "
        "gaps(first: 1) { __typename pageInfo { __typename } edges { __typename node { __typename subject { __typename } "
        'evidence { __typename source { __typename } } } } } coverage(system: "ICN2024") { __typename cells { __typename } } }'
    )
    assert answer["__typename"] == "Query"
    system = answer["system"]
    assert (system["__typename"], system["t"]) == ("StandardsSystem", "StandardsSystem")
    assert {one["__typename"] for one in system["subsystems"]} == {"Subsystem"}
    assert system["progress"]["__typename"] == "Progress"
    assert {one["__typename"] for one in system["progress"]["byLevel"]} == {"LevelProgress"}
    gaps = answer["gaps"]
    assert (gaps["__typename"], gaps["pageInfo"]["__typename"]) == ("GapConnection", "PageInfo")
    (edge,) = gaps["edges"]
    assert (edge["__typename"], edge["node"]["__typename"]) == ("GapEdge", "Gap")
    assert edge["node"]["subject"]["__typename"] == "Target"
    assert answer["coverage"]["__typename"] == "Coverage"


async def test_arguments_by_variable_literal_and_default_are_the_same(ask: Ask) -> None:
    literal = await ask(
        f'{{ productCategory(code: "LI_BATTERY") {{ readiness(subsystem: {SUBSYSTEM}, maxDepth: 1) {{ total }} }} }}'
    )
    whole = await ask(
        'query($s: SubsystemRef!, $d: Int! = 1) { productCategory(code: "LI_BATTERY") { readiness(subsystem: $s, maxDepth: $d) { total } } }',
        s={"system": "ICN2024", "code": "BAB"},
    )
    inside = await ask(
        'query($c: String!) { productCategory(code: "LI_BATTERY") '
        '{ readiness(subsystem: {system: "ICN2024", code: $c}, maxDepth: 1) { total } } }',
        c="BAB",
    )
    assert literal == whole == inside
    absent = (
        'query($d: Int) { productCategory(code: "LI_BATTERY") { readiness(subsystem: '
        + SUBSYSTEM
        + ", maxDepth: $d) { total } } }"
    )
    assert (await ask(absent))["productCategory"]["readiness"] == {"total": 18}, "an absent variable leaves the default"


async def test_a_condition_may_be_parted_between_literal_and_variables(ask: Ask) -> None:
    document = (
        "query($level: Level!, $system: String!, $more: StandardWhere!) "
        "{ standards(where: {level: {eq: $level}, listedIn: {system: {eq: $system}}, all: [$more]}) { totalCount } }"
    )
    answer = await ask(document, level="NATIONAL", system="PV2024", more={"status": {"eq": "WITHDRAWN"}})
    plain = '{ standards(where: {level: {eq: NATIONAL}, listedIn: {system: {eq: "PV2024"}}, status: {eq: WITHDRAWN}}) { totalCount } }'
    assert answer == await ask(plain)
    assert answer["standards"]["totalCount"] == 12


async def test_one_document_with_different_variables(seeded: Graph, engine_settings: Settings) -> None:
    """The plan is kept from one request to the next; values must not be."""
    schema, plans = build_schema(engine_settings), PlanCache()
    document = (
        "query($code: String!, $on: Date, $deep: Boolean!, $in: Language!) { system(code: $code) "
        "{ code title(language: $in) progress(asOf: $on) { asOf listed } subsystems @include(if: $deep) { code } } }"
    )

    async def ask_kept(**variables: Any) -> Any:
        context = Context(seeded, engine_settings, plans)
        result = await schema.execute(document, variables, context_value=context)
        assert result.errors is None
        return result.data

    for code in ("PV2024", "NP2024", "ICN2024"):
        for on in ("2020-01-01", "2024-10-01"):
            for deep in (False, True):
                for language in ("ZH", "EN"):
                    variables = {"code": code, "on": on, "deep": deep, "in": language}
                    fresh = await execute(seeded, engine_settings, document, variables)
                    assert await ask_kept(**variables) == fresh["data"]
                    assert ("subsystems" in fresh["data"]["system"]) == deep


async def test_gaps_of_many_rows_each_with_their_own(ask: Ask) -> None:
    document = "{ systems { code gaps(first: 3) { totalCount edges { node { id subject { ... on Node { id } } unlocks { code } } } } } }"
    for system in (await ask(document))["systems"]:
        plain = await ask(
            "query($c: String!) { gaps(first: 3, scope: {system: $c}) "
            "{ totalCount edges { node { id subject { ... on Node { id } } unlocks { code } } } } }",
            c=system["code"],
        )
        assert system["gaps"] == plain["gaps"]
