"""Systems that administrators make, and whose stewards change what is said of them, rename and close them."""

from __future__ import annotations

from stdgraph.domain.identity import Role
from stdgraph.store.plan_cypher import OWN_DAYS
from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept
from tests.tokens import issue, listed

__all__ = ["desk", "kept", "schema", "seeded"]

FIELDS = (
    "code title en: title(language: EN) issuer documentNumber issuedOn issuedIn announcedOn declared horizon horizonText related note "
    "revision sources { url locator } subsystems { code }"
)
NEW = {
    "code": "H2025",
    "titleZh": "氢能产业标准体系建设指南（2025版）",
    "titleEn": "Standards system of the hydrogen industry",
    "issuer": "某部",
    "documentNumber": "某部科〔2025〕12号",
    "issuedOn": "2025-06",
    "announcedOn": "2025-07-02",
    "declared": 120,
    "horizonText": "到2027年",
    "related": ["PV2024", "PV2024"],
    "source": "https://example.org/h2025",
    "locator": "附件",
    "note": "首次发布",
}
PROGRESS = (
    "query ($code: String!, $on: Date) { progress(scope: {system: $code}, asOf: $on) { declared items unitemised } }"
)
FIGURES = """
query ($on: Date) {
  progress(scope: {system: "PV2024"}, asOf: $on) { listed items }
  gaps(scope: {system: "PV2024"}, asOf: $on) { totalCount }
}
"""


async def test_a_system_is_made_and_filled_in_one_transaction(desk: Desk) -> None:
    told = (await desk.done("createSystem", NEW, FIELDS))["system"]
    assert (told["title"], told["en"]) == (NEW["titleZh"], NEW["titleEn"])
    assert (told["issuedOn"], told["issuedIn"], told["announcedOn"]) == (None, "2025-06", "2025-07-02")
    assert (told["horizon"], told["horizonText"], told["related"]) == (None, "到2027年", ["PV2024"])
    assert (told["revision"], told["note"]) == (1, "首次发布")
    assert told["sources"] == [{"url": "https://example.org/h2025", "locator": "附件"}]
    await desk.together(
        ("createSubsystem", {"system": "H2025", "code": "A", "titleZh": "制氢", "effectiveOn": "2025-06-30"}),
        (
            "addDemand",
            {"system": "H2025", "subsystem": "A", "productCategory": "HYDROGEN", "effectiveOn": "2025-06-30"},
        ),
        ("relateStandard", {"standard": "GB/T 25074-2017", "relation": "LISTED_IN", "target": "H2025/A"}),
    )
    for on, figures in (
        ("2025-06-29", {"declared": None, "items": 0, "unitemised": None}),
        ("2025-06-30", {"declared": 120, "items": 1, "unitemised": 119}),
    ):
        assert await desk.ask(PROGRESS, code="H2025", on=on) == figures, on


async def test_systems_and_their_plan_in_one_request(desk: Desk) -> None:
    made = await desk.together(
        ("createSystem", {"code": "W", "titleZh": "风电标准体系"}),
        ("createSubsystem", {"system": "W", "code": "A", "titleZh": "整机"}),
        ("createSystem", {"code": "S", "titleZh": "储能标准体系", "effectiveOn": "2026-01-01"}),
        ("addTarget", {"system": "W", "statement": "发布10项"}),
        ("changeSystem", {"system": "W", "declared": 10}),
    )
    assert [one["change"]["concerns"]["label"] for one in made] == [
        "StandardsSystem",
        "Subsystem",
        "StandardsSystem",
        "Target",
        "StandardsSystem",
    ]
    assert await desk.ask(PROGRESS, code="W", on=None) == {"declared": 10, "items": 0, "unitemised": 10}
    await desk.actor.graph.write(lambda tx: tx.run(OWN_DAYS))  # as every load does
    assert (await desk.ask(PROGRESS, code="W", on="2026-11-22"))["declared"] is None, "it is there since today"
    assert await desk.ask('{ system(code: "S") { tree(asOf: "2025-12-31") { subsystem { code } } } }') == {"tree": []}


async def test_what_is_no_system(desk: Desk) -> None:
    await desk.done("changeSystem", {"system": "NP2024", "newCode": "NP2024A"})
    for code, message in (
        ("PV2024", "code 'PV2024' is that of standards system"),
        ("NP2024", "code 'NP2024' was that of standards system 'NP2024A', which is still found by it"),
        ("A/B", "invalid code 'A/B'"),
        (" ", "invalid code ' '"),
    ):
        problems = await desk.refused("createSystem", {**NEW, "code": code})
        assert problems["code"].startswith(message), problems
    wrong = {"titleZh": " ", "titleEn": "", "declared": -1, "issuer": "a\nb", "issuedOn": "2099", "source": "x"}
    assert set(await desk.refused("createSystem", {**NEW, **wrong})) == {
        "titleZh",
        "declared",
        "issuer",
        "issuedOn",
        "source",
    }
    assert set(await desk.refused("createSystem", {**NEW, "related": ["a", "长" * 1001]})) == {"related[1]"}


async def test_a_code_is_free_again_once_its_system_was_taken_back(desk: Desk) -> None:
    await desk.take_back(await desk.done("createSystem", NEW))
    assert await desk.ask('{ system(code: "H2025") { retiredOn } }') == {"retiredOn": "0001-01-01"}
    told = (await desk.done("createSystem", {"code": "H2025", "titleZh": "氢能"}, FIELDS))["system"]
    assert (told["title"], told["en"], told["issuer"], told["declared"]) == ("氢能", "氢能", None, None)
    assert await desk.ask('{ system(code: "H2025") { retiredOn announcedOn } }') == {
        "retiredOn": None,
        "announcedOn": None,
    }


async def test_what_is_declared_is_that_of_the_day(desk: Desk) -> None:
    await desk.done("createSystem", NEW)
    more = await desk.done("changeSystem", {"system": "H2025", "declared": 150, "effectiveOn": "2026-03-01"}, FIELDS)
    assert (more["system"]["declared"], more["change"]["before"]) == (150, {"declared": 120})
    declared = [(await desk.ask(PROGRESS, code="H2025", on=on))["declared"] for on in ("2026-02-28", "2026-03-01")]
    assert declared == [120, 150]
    none = await desk.done("changeSystem", {"system": "H2025", "clear": ["declared"], "effectiveOn": "2026-06-01"})
    assert (await desk.ask(PROGRESS, code="H2025", on="2026-06-01"))["declared"] is None
    await desk.take_back(none)
    await desk.take_back(more)
    assert (await desk.ask(PROGRESS, code="H2025", on="2026-06-01"))["declared"] == 120


async def test_the_day_of_a_document_is_put_right(desk: Desk) -> None:
    await desk.done("createSystem", NEW)
    given = {
        "system": "H2025",
        "issuedOn": "2025-05-20",
        "correction": True,
        "titleEn": "",
        "remark": "",
        "related": [],
    }
    told = await desk.done("changeSystem", given, FIELDS)
    assert (told["system"]["issuedOn"], told["system"]["issuedIn"], told["change"]["kind"]) == (
        "2025-05-20",
        None,
        "CORRECTED",
    )
    assert (told["system"]["en"], told["system"]["note"], told["system"]["related"]) == (NEW["titleZh"], None, None)
    assert (await desk.ask(PROGRESS, code="H2025", on="2025-05-20"))["declared"] == 120
    assert (await desk.ask(PROGRESS, code="H2025", on="2025-05-19"))["declared"] is None
    await desk.take_back(told)
    assert (await desk.ask(PROGRESS, code="H2025", on="2025-05-20"))["declared"] is None
    assert set(await desk.refused("changeSystem", {"system": "H2025", "declared": 1, "effectiveOn": "2025-01-01"})) == {
        "effectiveOn"
    }
    assert set(
        await desk.refused("changeSystem", {"system": "H2025", "clear": ["issuer"], "titleZh": "", "titleEn": ""})
    ) == {"clear[0]", "titleZh"}


async def test_a_renamed_system_takes_everything_along(desk: Desk) -> None:
    await issue(desk.actor.graph, "光伏体系", Role.STEWARD, systems=["PV2024"])
    gap = {"gapId": "UNCOVERED_SUBSYSTEM:PV2024/IB", "status": "MOVING", "recommendation": "立项"}
    track = "mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename } }"
    found = await desk.ask(
        '{ gaps(scope: {system: "PV2024"}, kinds: [UNCOVERED_SUBSYSTEM]) { edges { node { key } } } }'
    )
    gap["gapId"] = found["edges"][0]["node"]["key"]
    assert (await desk.ask(track, input=gap))["__typename"] == "GapTracked"
    before = await desk.ask(PROGRESS, code="PV2024", on="2025-06-01")
    told = await desk.together(
        ("createSubsystem", {"system": "PV2024", "code": "Z", "titleZh": "其他"}),
        ("changeSystem", {"system": "PV2024", "newCode": "PVX", "titleZh": "光伏"}),
        ("createSubsystem", {"system": "PVX", "code": "ZA", "parent": "Z", "titleZh": "其他甲"}),
        ("changeSubsystem", {"system": "PVX", "code": "ZA", "titleZh": "其他乙"}),
        ("changeSubsystem", {"system": "PV2024", "code": "CA", "titleZh": "硅"}),
    )
    assert told[1]["change"]["before"]["code"] == "PV2024"
    assert told[1]["change"]["after"] == {"code": "PVX", "titleZh": "光伏"}
    assert told[0]["change"]["concerns"] == {"label": "Subsystem", "key": "PVX/Z"}
    assert await desk.ask(PROGRESS, code="PVX", on="2025-06-01") == before
    assert await desk.ask(PROGRESS, code="PV2024", on="2025-06-01") == before
    assert (
        await desk.ask('{ subsystem(system: "PV2024", code: "ZA") { title system { code } parent { code } } }')
    ) == {"title": "其他乙", "system": {"code": "PVX"}, "parent": {"code": "Z"}}
    (token,) = [one for one in await listed(desk.actor.graph) if one.name == "光伏体系"]
    assert token.systems == ("PVX",)
    records = await desk.ask('{ gapRecords(scope: {system: "PVX"}) { edges { node { id status } } } }')
    assert [edge["node"]["status"] for edge in records["edges"]] == ["MOVING"]
    for outcome in reversed(told):
        await desk.take_back(outcome)
    (token,) = [one for one in await listed(desk.actor.graph) if one.name == "光伏体系"]
    assert token.systems == ("PV2024",)
    assert await desk.ask('{ system(code: "PV2024") { code title } }') == {
        "code": "PV2024",
        "title": "光伏产业标准体系建设指南（2024版）",
    }


async def test_a_closed_system_counts_on_the_days_before(desk: Desk) -> None:
    before, today = [await desk.actor.data(FIGURES, on=on) for on in ("2026-02-28", None)]
    told = await desk.done(
        "closeSystem", {"system": "PV2024", "effectiveOn": "2026-03-01"}, "retiredOn subsystems { code }"
    )
    assert told["system"] == {"retiredOn": "2026-03-01", "subsystems": []}
    assert await desk.actor.data(FIGURES, on="2026-02-28") == before
    assert await desk.actor.data(FIGURES, on="2026-03-01") == {
        "progress": {"listed": 0, "items": 0},
        "gaps": {"totalCount": 0},
    }
    assert "PV2024" not in {one["code"] for one in await desk.ask("{ systems { code } }")}
    assert await desk.ask('{ subsystem(system: "PV2024", code: "CA") { retiredOn listings { standard { id } } } }') != {
        "retiredOn": None,
        "listings": [],
    }
    for name, given in (
        ("closeSystem", {}),
        ("createSubsystem", {"code": "Z", "titleZh": "其他"}),
        ("changeSystem", {"declared": 1}),
    ):
        problems = await desk.refused(name, {"system": "PV2024", **given})
        assert problems == {"system": "standards system 'PV2024' is off the plan since 2026-03-01"}, name
    await desk.take_back(told)
    assert await desk.actor.data(FIGURES, on=None) == today


async def test_a_system_is_not_closed_before_its_parts_began(desk: Desk) -> None:
    await desk.done(
        "createSubsystem", {"system": "PV2024", "code": "Z", "titleZh": "其他", "effectiveOn": "2026-05-01"}
    )
    problems = await desk.refused("closeSystem", {"system": "PV2024", "effectiveOn": "2026-05-01"})
    assert problems == {
        "effectiveOn": "'Z' is on the plan only since 2026-05-01: the system cannot close before the day after"
    }
    await desk.done("closeSystem", {"system": "PV2024", "effectiveOn": "2026-05-02"})
