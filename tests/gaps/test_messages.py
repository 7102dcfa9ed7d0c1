"""Every sentence is in one language: a Chinese one has no English words, an English one no Chinese but what it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import pytest
import pytest_asyncio

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, Language, Nature, Status
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import Facts
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import load_gap_facts
from stdgraph.gaps.what_if import HypotheticalWithdrawal
from stdgraph.progress.forecast import compute_forecasts
from stdgraph.progress.readiness import NEARNESS, ClosingStep, explain_step
from stdgraph.progress.targets import measure_targets
from stdgraph.store.session import Graph, Transaction

DAYS = (date(2024, 9, 1), date(2025, 3, 1), date(2026, 9, 1), date(2031, 1, 1))

QUOTED = (
    *("zh", "en", "number", "code", "subject", "otherNumber", "successors", "numbers", "subsystemZh", "subsystemEn"),
    *("inside", "coming", "systemZh", "systemEn", "amendments"),
)
"""Facts that are names or numbers from the data."""
CODED = ("level", "nature")
"""Fields whose claims state a coded value, which a sentence must not show."""
DEGREES = ["IDT", "MOD", "EQV"]
"""Codes of GB/T 1.2 in either language."""

WORD = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile("[\u3400-\u9fff]")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def seeded(graph: Graph) -> Graph:
    await load_seed(graph, read_seed(bundled_seed()))
    return graph


def bare(sentence: str, quoted: Iterable[object]) -> str:
    """A sentence without what it quotes from the data, the longest first."""
    for text in sorted(map(str, quoted), key=len, reverse=True):
        sentence = sentence.replace(text, " ")
    return sentence


def quoted_in(facts: Facts) -> Iterable[object]:
    for name in QUOTED:
        value = facts.get(name) or ()
        yield from [value] if isinstance(value, str) else value
    if facts.get("field") not in CODED:
        yield from (value for value in facts.get("stated", ()) if value != "(none)")
    yield from DEGREES


def check(zh: str, en: str, quoted: Iterable[object] = ()) -> None:
    """Hold a sentence in both languages to the rule."""
    names = [text for text in quoted if text]
    assert not WORD.search(bare(zh, names)), zh
    assert HAN.search(zh), zh
    assert zh.endswith("。"), zh
    assert not HAN.search(bare(en, names)), en
    assert "_" not in bare(en, names), f"a code in a sentence: {en}"
    assert not re.search(r"\b[a-z]+[A-Z]\w*", bare(en, names)), f"the name of a field in a sentence: {en}"
    assert en.endswith("."), en


@pytest.mark.parametrize("on", DAYS, ids=str)
async def test_messages_of_all_gaps_are_in_one_language(seeded: Graph, on: date) -> None:
    async def load(tx: Transaction) -> list[tuple[str, Facts]]:
        (gaps,) = await find_gaps(tx, [ScopeFilter()], None, on)
        return list(zip([gap.kind for gap in gaps], await load_gap_facts(tx, gaps, on), strict=True))

    found = await seeded.read(load)
    assert len(found) > 50
    for kind, facts in found:
        for sentence in (kinds()[kind].message, kinds()[kind].remedy):
            check(sentence(facts, Language.ZH), sentence(facts, Language.EN), quoted_in(facts))


NAMED = {"zh": "一项", "en": "An item", "number": "GB/T 1-2020", "code": "AA", "subject": "S001", "since": "2026-01-02"}
PAIR = {**NAMED, "subsystemZh": "基础", "subsystemEn": "Basics", "numbers": ["T/X 1-2020"]}
LINK = {**NAMED, "otherNumber": "ISO 1:2015", "normative": True, "degree": "IDT"}
TARGET = {**NAMED, "achieved": 1, "required": 9, "by": "2026-12-31", "pace": 1.0, "requiredPace": 8.0, "daysLeft": 99}


def rare() -> Iterable[tuple[str, dict[str, object]]]:
    """Facts for every form of a message, also those that no gap of the seed takes."""
    for best in (None, CellState.PLANNED, CellState.DRAFTING, CellState.UPCOMING):
        for unsourced in (False, True):
            yield "UNMET_DEMAND", {**PAIR, "underway": best, "unsourced": unsourced}
            yield "GROUP_ONLY", {**PAIR, "underway": best, "unsourced": unsourced}
        yield "NO_METHOD", {**NAMED, "systemZh": "体系", "systemEn": "System", "underway": best}
    for ready, group_only, total in (
        (1, 0, 9),
        (1, 2, 9),
        (2, 1, 9),
        (0, 0, 1),
        (0, 1, 1),
        (0, 0, 9),
        (0, 2, 9),
        (0, 9, 9),
    ):
        chain = {"inForce": ready, "groupOnly": group_only, "total": total, "unsourced": group_only == 0}
        yield "INCOMPLETE_CHAIN", {**PAIR, **chain}
    for descriptive in (False, True):
        yield "UNSTARTED", {**NAMED, "descriptive": descriptive}
    for coming in ([], ["ISO 1:2027"]):
        yield "ADOPTED_UNDER_REVISION", {**LINK, "coming": coming}
    yield "NO_MOVEMENT", {**NAMED, "entry": "2024-01-02 30.00", "entered": "2024-01-02"}
    for kind in ("OUTDATED_REFERENCE", "OUTDATED_ADOPTION"):
        for standing in ("WITHDRAWN", "SUPERSEDED"):
            for successors in ([], ["ISO 1:2020", "ISO 2:2020"]):
                yield kind, {**LINK, "standing": standing, "successors": successors}
                yield kind, {**LINK, "standing": standing, "successors": successors, "normative": False, "degree": None}
    for state in ("MISSED", "AT_RISK"):
        yield "TARGET_SHORTFALL", {**TARGET, "state": state}
    for listed in (0, 1, 2):
        for inside in ([], ["AA"], ["AA", "AB"]):
            yield "UNCOVERED_SUBSYSTEM", {**NAMED, "listed": listed, "inside": inside, "arranged": listed == 1}
        yield "UNITEMISED", {**NAMED, "items": listed, "declared": 9}
    for late in (1, 2):
        yield "OVERDUE", {**NAMED, "own": "2026-01-01", "level": None, "nature": None, "late": late}
        for nature in Nature:
            yield "OVERDUE", {**NAMED, "own": None, "level": "NATIONAL", "nature": nature.value, "late": late}
    claims = (
        ("level", "GROUP", "NATIONAL"),
        ("nature", "GUIDANCE", "MANDATORY"),
        ("inForceOn", "(none)", "2026-01-04"),
    )
    for field, one, other in claims:
        yield "CONFLICTING_CLAIMS", {**NAMED, "field": field, "stated": [one, other], "followed": [one]}
        yield "CONFLICTING_CLAIMS", {**NAMED, "number": None, "field": field, "stated": [one, other], "followed": []}


@pytest.mark.parametrize(("kind", "facts"), list(rare()))
def test_every_form_of_a_message_is_in_one_language(kind: str, facts: Mapping[str, object]) -> None:
    for sentence in (kinds()[kind].message, kinds()[kind].remedy):
        check(sentence(facts, Language.ZH), sentence(facts, Language.EN), quoted_in(facts))


@pytest.mark.parametrize("state", list(NEARNESS))
@pytest.mark.parametrize("completes", [0, 2])
def test_reasons_of_closing_steps_are_in_one_language(state: CellState, completes: int) -> None:
    step = ClosingStep("A", state, 3, completes)
    others = [
        None,
        ClosingStep("B", state, 3, 1),
        ClosingStep("B", state, 2, completes),
        ClosingStep("B", state, 3, completes),
    ]
    others += [ClosingStep("B", other, 3, 1) for other in NEARNESS]
    for other in others:
        zh, en = (
            explain_step(step, other, {"B": name}, language)
            for name, language in (("锌", Language.ZH), ("Zinc", Language.EN))
        )
        check(zh, en)


@pytest.mark.parametrize("status", [None, Status.PLANNED, Status.DRAFTING, Status.WITHDRAWN, Status.ABANDONED])
def test_reasons_of_hypothetical_withdrawals_are_in_one_language(status: Status | None) -> None:
    one = HypotheticalWithdrawal("GB/T 1-2020", None, status)
    zh, en = one.message(Language.ZH), one.message(Language.EN)
    assert zh is not None
    assert en is not None
    check(zh, en, ["GB/T 1-2020"])


async def test_assumptions_of_all_forecasts_are_in_one_language(seeded: Graph) -> None:
    async def load(tx: Transaction, on: date) -> list[Answer]:
        return await compute_forecasts(tx, await measure_targets(tx, on), on)

    pairs = [
        pair
        for on in DAYS
        for forecast in await seeded.read(lambda tx, on=on: load(tx, on))  # type: ignore[misc]
        for pair in forecast["assumptions"]
    ]
    assert len(pairs) > 10
    for zh, en in pairs:
        check(zh, en)


@pytest.mark.parametrize(
    ("ready", "group_only", "total", "zh", "en"),
    [
        (0, 0, 1, "1 项无现行标准", "its one member has no standard in force"),
        (0, 1, 1, "1 项仅有团体（企业）标准现行", "its one member has group standards only"),
        (0, 2, 2, "2 项均仅有团体（企业）标准现行", "all 2 members have group standards only"),
        (0, 0, 2, "2 项均无现行标准", "none of 2 members has a standard in force"),
        (0, 1, 2, "2 项均无现行的行业及以上标准，其中 1 项有团体（企业）标准", "in force, 1 has group standards"),
        (
            1,
            1,
            3,
            "3 项中 1 项有现行的行业及以上标准，另有 1 项仅有",
            "1 of 3 members has a standard above group level",
        ),
    ],
)
def test_a_chain_with_group_standards_is_not_told_to_have_nothing(
    ready: int, group_only: int, total: int, zh: str, en: str
) -> None:
    facts = {**PAIR, "inForce": ready, "groupOnly": group_only, "total": total, "unsourced": False}
    message = kinds()["INCOMPLETE_CHAIN"].message
    assert zh in message(facts, Language.ZH)
    assert en in message(facts, Language.EN)
