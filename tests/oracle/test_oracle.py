"""The oracle against facts counted by hand in the seed's files, and against what must hold in every catalogue."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.reader import read_seed
from tests.examples import examples
from tests.oracle.answers import gaps, tree
from tests.oracle.cells import BEST_FIRST
from tests.oracle.coverage import coverage
from tests.oracle.data import read_world
from tests.oracle.day import Day
from tests.oracle.drawn_days import DAYS
from tests.oracle.gap import WEIGHT, Scope, whole_years
from tests.oracle.history import durations, points, publications
from tests.oracle.progress import progress
from tests.oracle.readiness import readiness
from tests.oracle.records import Claim, Dependency, Listing, Replacement, Standard, Subsystem, System, World
from tests.oracle.targets import standing
from tests.oracle.worlds import worlds
from tests.oracle.writing import circles, write_world

SEED = Path(__file__).parents[2] / "seed"
TODAY = date(2026, 11, 23)
random_worlds = examples(40)


@pytest.fixture(scope="module")
def seed() -> World:
    return read_world(SEED)


def test_np2024_declares_170_and_lists_54(seed: World) -> None:
    found = progress(Day(seed, TODAY), "NP2024")
    assert (found.declared, found.listed, found.unitemised) == (170, 54, 121)
    # of the 54 rows of standards.csv 49 are at 60.60, 3 at 30.00 (S156, S157, S158), 2 at 95.99 (S145, S154)
    assert (found.published, found.drafting, found.withdrawn, found.planned) == (49, 3, 2, 0)
    assert found.completion == 46 / 170  # of items: three were replaced by other rows of the table


def test_pv2024_lists_121_and_itemises_no_declaration(seed: World) -> None:
    found = progress(Day(seed, TODAY), "PV2024")
    assert (found.listed, found.declared, found.unitemised) == (121, None, None)
    assert found.withdrawn == 12
    # 00.00: S086 S093 S094 S095
    assert (found.planned, found.drafting) == (4, 3)
    assert found.superseded == 12


@pytest.mark.parametrize(
    ("standard", "day", "standing"),
    [
        ("S001", date(2001, 9, 27), None),
        ("S001", date(2001, 9, 28), "UPCOMING"),
        ("S001", date(2002, 5, 1), "IN_FORCE"),
        ("S001", date(2026, 6, 30), "IN_FORCE"),
        ("S001", date(2026, 7, 1), "SUPERSEDED"),
        ("S002", date(2026, 3, 1), "UPCOMING"),
        ("S020", date(2018, 4, 30), "IN_FORCE"),
        ("S020", date(2018, 5, 1), "WITHDRAWN"),
        ("S047", date(1990, 1, 1), None),
        ("S047", date(2010, 1, 1), "IN_FORCE"),
        ("S047", TODAY, "WITHDRAWN"),
        ("S003", date(1900, 1, 1), None),
        ("S210", TODAY, None),
    ],
)
def test_standing_of_single_standards(seed: World, standard: str, day: date, standing: str | None) -> None:
    """S001 is replaced by S002 on 2026-07-01; S047 of 2002 was withdrawn when its source spoke at the latest; of S003 only the year is known."""
    assert Day(seed, day).standing[standard] == standing


def test_the_battery_chain_lacks_almost_everything(seed: World) -> None:
    """15 direct members in dependencies.csv; aluminium, ethylene and methanol stand behind foil, PE and DMC."""
    chain = readiness(Day(seed, TODAY), "LI_BATTERY", "ICN2024/BAB")
    far = {code for code, member in chain.members.items() if member.depth == 2}
    assert (chain.total, far) == (18, {"PRIMARY_ALUMINIUM", "ETHYLENE", "METHANOL"})
    assert {code for code, member in chain.members.items() if member.state == "IN_FORCE"} == {"PRIMARY_ALUMINIUM"}
    assert chain.members["PRIMARY_ALUMINIUM"].standards == {"S201"}
    assert {code for code, member in chain.members.items() if member.state == "GROUP_ONLY"} == {"METHANOL", "NCM"}
    assert (chain.in_force, chain.underway, chain.group_only, chain.missing) == (1, 1, 2, 14)


def test_aluminium_footprint_was_planned_before_its_standard_came(seed: World) -> None:
    before = readiness(Day(seed, date(2024, 10, 1)), "LI_BATTERY", "ICN2024/BAB")
    assert before.members["PRIMARY_ALUMINIUM"].state == "PLANNED"
    assert readiness(Day(seed, TODAY), "LI_BATTERY", "ICN2024/BAB", max_depth=1).total == 15


def test_demands_of_icn2024(seed: World) -> None:
    """26 rows in demands.csv name 20 categories, all in BAB."""
    found = coverage(Day(seed, TODAY), "ICN2024", 3)
    assert found.summary.demanded == 20
    assert all(found.cells[row, "LI_BATTERY"].demanded for row in ("ICN2024/B", "ICN2024/BA", "ICN2024/BAB"))
    assert not found.cells["ICN2024/A", "LI_BATTERY"].demanded


def test_conflicts_of_the_seed(seed: World) -> None:
    """Of S191's two days one is followed, as of those of S092, S167 and S168; S162's two successors are both followed; LFP has one value only."""
    found = {gap.id: gap.severity for gap in gaps(Day(seed, TODAY), kinds=["CONFLICTING_CLAIMS"])}
    assert found == {
        **{f"CONFLICTING_CLAIMS:Standard:S159:{field}": "INFO" for field in ("publishedOn", "inForceOn", "committee")},
        **{f"CONFLICTING_CLAIMS:Standard:S165:{field}": "INFO" for field in ("publishedOn", "inForceOn")},
        **{f"CONFLICTING_CLAIMS:Standard:{key}:titleZh": "INFO" for key in ("S197", "S199")},
        "CONFLICTING_CLAIMS:Standard:S056:inForceOn": "INFO",
        "CONFLICTING_CLAIMS:Standard:S182:publishedOn": "INFO",
        **{f"CONFLICTING_CLAIMS:Standard:{key}:publishedOn": "INFO" for key in ("S167", "S168", "S191")},
        "CONFLICTING_CLAIMS:Standard:S092:inForceOn": "INFO",
        "CONFLICTING_CLAIMS:Source:briefing-2024-09:labelPilotKinds": "INFO",
        "CONFLICTING_CLAIMS:Source:tititoiture-com-e0237fd6:documentNumber": "INFO",
    }


def test_an_unmet_demand_weighs_what_it_unlocks(seed: World) -> None:
    """Steel (high, one project planned) is needed by vehicles, PV supports and, through these, PV systems."""
    found = {gap.id: gap for gap in gaps(Day(seed, TODAY), Scope(system="ICN2024"), ["UNMET_DEMAND"])}
    steel = found["UNMET_DEMAND:ICN2024/BAB:STEEL"]
    assert steel.unlocks == {"STEEL", "NEV", "PV_SUPPORT", "PV_SYSTEM"}
    assert (steel.severity, steel.since, steel.score) == ("HIGH", date(2024, 9, 9), 65)


def test_np2024_is_less_than_half_itemised(seed: World) -> None:
    (gap,) = gaps(Day(seed, TODAY), Scope(system="NP2024"), ["UNITEMISED"])
    assert (gap.id, gap.severity, gap.since, gap.score) == ("UNITEMISED:NP2024", "HIGH", date(2024, 9, 3), 62)
    assert gaps(Day(seed, TODAY), Scope(system="NP2024", subsystem="NP2024/A"), ["UNITEMISED"]) == []


def test_review_falls_due_after_five_years_and_weighs_more_after_ten() -> None:
    old = tuple(Standard(key, "60.60", "NATIONAL", published_on=date(2008, 2, 29)) for key in ("S1", "S2"))
    listing = Listing("S1", "X2024/A")
    world = World((System("X2024"),), (Subsystem("X2024", "A"),), old, (listing,))
    days = (date(2013, 2, 28), date(2013, 3, 1), date(2018, 2, 28), date(2018, 3, 1))
    found = [[gap.severity for gap in gaps(Day(world, day), kinds=["REVIEW_OVERDUE"])] for day in days]
    assert found == [[], ["LOW"], ["LOW"], ["MEDIUM"]]


def test_a_conflict_about_a_standard_that_nobody_lists_is_in_no_scope() -> None:
    claims = tuple(Claim("Standard", "S1", "titleZh", value, chosen=False) for value in "ab")
    world = World(standards=(Standard("S1", "60.60", categories=("C1",)),), categories={"C1": ()}, claims=claims)
    day = Day(world, TODAY)
    assert [gap.id for gap in gaps(day)] == ["CONFLICTING_CLAIMS:Standard:S1:titleZh"]
    assert gaps(day, Scope(category="C1")) == []


def test_years_count_from_their_anniversary() -> None:
    since = date(2020, 10, 2)
    assert [whole_years(since, day) for day in (date(2019, 1, 1), date(2021, 10, 1), date(2021, 10, 2))] == [0, 0, 1]


def test_time_in_the_seed(seed: World) -> None:
    """30 rows of PV2024, national or industry standards, were certainly published after 2024-08-24, 13 of them revisions.

    S025 lasted from 2012-12-31 to 2020-05-01.
    """
    system = next(s for s in seed.systems if s.code == "PV2024")
    first = next(target for target in system.targets if target.id == "PV2024-T1")
    found = standing(Day(seed, TODAY), system, first)
    assert (found.achieved, found.remaining, found.state) == (17, 43, "AT_RISK")
    assert durations(Day(seed, TODAY), {"S025", "S020"}) == {"60": (2678.0, 1)}
    assert publications(Day(seed, TODAY), {"S025", "S020", "S047"}) == {2002: 1, 2010: 1, 2012: 1}


def test_intervals_end_with_the_last_day() -> None:
    ends = points(date(2024, 2, 10), date(2024, 5, 15), "QUARTER")
    assert ends == [date(2024, 3, 31), date(2024, 5, 15)]


def test_cycles_end() -> None:
    """Two documents that replace each other, three products that need each other."""
    world = World(
        standards=(Standard("S1", "60.60"), Standard("S2", "60.60")),
        replacements=(Replacement("S1", "S2", "WHOLE"), Replacement("S2", "S1", "WHOLE")),
        categories={"A": (), "B": (), "C": ()},
        dependencies=(Dependency("A", "B"), Dependency("B", "C"), Dependency("C", "A")),
    )
    day = Day(world, TODAY)
    assert day.standing == {"S1": "SUPERSEDED", "S2": "SUPERSEDED"}
    assert {code: member.depth for code, member in readiness(day, "A", "X/Y").members.items()} == {"B": 1, "C": 2}


@random_worlds
@given(worlds())
def test_a_written_catalogue_reads_back_as_it_was_and_the_product_takes_it(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_world(world, Path(folder))
        closing = circles(world)
        kept = tuple(one for one in world.replacements if one not in closing)
        (Path(folder) / "dataset.yaml").write_text(f"stated_on: {TODAY}\n", encoding="utf-8")
        drawn = tuple(replace(one, created_on=None) for one in world.subsystems)
        untold = replace(world, retired={}, ties={}, earlier={})  # a seed folder tells nothing of these
        assert read_world(Path(folder)) == replace(untold, subsystems=drawn, replacements=kept)
        assert len(read_seed(Path(folder)).claims) == len(world.claims)


@random_worlds
@given(worlds(), st.sampled_from(DAYS))
def test_progress_adds_up(world: World, on: date) -> None:
    day = Day(world, on)
    for system in world.systems:
        found = progress(day, system.code)
        assert found.listed == found.planned + found.drafting + found.published + found.withdrawn + found.abandoned
        assert found.published == found.in_force + found.upcoming + found.superseded
        assert found.listed == sum(found.by_stage.values()) == sum(sum(c.values()) for c in found.by_level.values())
        assert found.completion is None or 0 <= found.completion <= 1


@random_worlds
@given(worlds(), st.sampled_from(DAYS))
def test_a_subtree_holds_no_more_than_what_is_above_it(world: World, on: date) -> None:
    day = Day(world, on)
    for system in world.systems:
        rows = {row.subsystem: row for row in tree(day, system.code)}
        whole = progress(day, system.code)
        for row in rows.values():
            above = rows[f"{system.code}/{row.parent}"].total if row.parent else whole
            assert row.own.listed <= row.total.listed <= above.listed
            assert row.total.published <= above.published
            assert row.open_gaps <= len(gaps(day, Scope(system=system.code)))


@random_worlds
@given(worlds(), st.sampled_from(DAYS), st.integers(1, 4))
def test_cells_get_no_worse_upwards_and_demands_add_up(world: World, on: date, depth: int) -> None:
    day = Day(world, on)
    order = (*BEST_FIRST, "MISSING", "EMPTY")
    for system in world.systems:
        found = coverage(day, system.code, depth)
        parents = {s.id: f"{s.system}/{s.parent}" for s in day.world.subsystems if s.parent}
        for (row, column), cell in found.cells.items():
            above = found.cells.get((parents.get(row, ""), column))
            assert above is None or order.index(above.state) <= order.index(cell.state)
            assert bool(cell.standards) == (cell.state in BEST_FIRST)
        total = found.summary
        parts = (total.met, total.upcoming, total.drafting, total.planned, total.group_only, total.missing)
        assert total.demanded == sum(parts)


@random_worlds
@given(worlds(), st.sampled_from(DAYS))
def test_gaps_are_distinct_sorted_and_scoped(world: World, on: date) -> None:
    day = Day(world, on)
    found = gaps(day)
    assert len({gap.id for gap in found}) == len(found)
    ranks = [(gap.score, gap.nearness) for gap in found]
    assert ranks == sorted(ranks, reverse=True)
    assert all(WEIGHT[gap.severity] - 5 <= gap.score <= WEIGHT[gap.severity] + 70 for gap in found)
    for scope in (Scope(system="X2024"), Scope(subsystem="X2024/A"), Scope(committee="SAC/TC1"), Scope(category="C1")):
        inside = gaps(day, scope)
        assert [gap for gap in found if gap in inside] == inside
    assert gaps(day, Scope(system="nowhere")) == []


@random_worlds
@given(worlds(), st.integers(0, 2))
def test_readiness_grows_with_its_depth_until_nothing_is_left(world: World, depth: int) -> None:
    day = Day(world, DAYS[-1])
    for product in world.categories:
        near = readiness(day, product, world.subsystems[0].id, depth).members
        whole = readiness(day, product, world.subsystems[0].id).members
        assert near == {code: member for code, member in whole.items() if member.depth <= depth}
        assert product not in whole


@random_worlds
@given(worlds())
def test_status_only_moves_forward_in_a_catalogue_read_from_files(world: World) -> None:
    """A seed knows at most a publication and a withdrawal, so what was published is never planned again."""
    rank = {"PLANNED": 0, "DRAFTING": 1, "PUBLISHED": 1, "ABANDONED": 1, "WITHDRAWN": 2}
    for earlier in DAYS:
        before, after = Day(world, earlier), Day(world, earlier + timedelta(days=400))
        assert all(rank[before.status[key]] <= rank[after.status[key]] for key in before.status)
