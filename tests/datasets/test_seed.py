"""The seed that comes with stdgraph: as many rows as were compiled, and what must not get lost among them."""

from __future__ import annotations

from collections import Counter

import pytest

from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.datasets.rows import Seed
from stdgraph.domain.numbers import Number, number_key, read_number
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import Extent, Level, Priority


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read_seed(bundled_seed())


def test_nothing_was_lost_or_added(seed: Seed) -> None:
    standards = [row for part in seed.systems for row in part.standards]
    assert [part.code for part in seed.systems] == ["ICN2024", "NP2024", "PV2024"]
    assert len(standards) == 267
    assert Counter(status_of(row.stage).value for row in standards) == {
        "PUBLISHED": 219, "WITHDRAWN": 26, "DRAFTING": 8, "PLANNED": 14,
    }  # fmt: skip
    assert sum(row.number is None for row in standards) == 23
    assert sum(row.plan_number is not None for row in standards) == 5
    assert sum(len(part.listings) for part in seed.systems) == 259
    assert {part.code: len(part.subsystems) for part in seed.systems} == {
        "ICN2024": 24, "NP2024": 11, "PV2024": 38,
    }  # fmt: skip
    assert (len(seed.categories), len(seed.dependencies), len(seed.committees)) == (114, 50, 37)
    assert len(seed.referenced) == 66
    assert len(seed.sources) == len({row.url or row.id for row in seed.sources}) == 215


def test_four_standards_stand_in_two_systems(seed: Seed) -> None:
    systems = Counter(row.standard for part in seed.systems for row in part.listings)
    names = {row.id: row.number or row.title_zh for row in seed.standards()}
    assert {names[standard] for standard, count in systems.items() if count == 2} == {
        "GB 29447-2022", "GB/T 24067-2024", "GB/T 46340-2025", "产品碳足迹 产品种类规则 光伏组件",
    }  # fmt: skip
    standards = {row.id: row for part in seed.systems for row in part.standards}
    adopted = {source for row in standards.values() for source in row.adopts}
    assert systems.keys() <= standards.keys()
    for unlisted in standards.keys() - systems.keys():  # what others adopt is their source, no item of a plan
        assert unlisted in adopted
        assert standards[unlisted].level is Level.INTERNATIONAL


def test_every_number_is_read_and_every_printing_finds_its_standard(seed: Seed) -> None:
    numbered = [row for row in seed.standards() if row.number]
    assert len(numbered) == 310
    for row in numbered:
        number = read_number(row.number or "")
        assert isinstance(number, Number)
        assert number.text == row.number
        assert number.level is row.level
        if row.printed_number:
            assert number_key(row.printed_number) == number.key


def test_the_national_call_and_the_label_pilot_are_demands(seed: Seed) -> None:
    demands = {part.code: part.demands for part in seed.systems}
    assert (len(demands["NP2024"]), len(demands["PV2024"])) == (0, 0)
    key, pilot = demands["ICN2024"][:15], demands["ICN2024"][15:]
    assert all(
        row.priority is Priority.HIGH and row.source[0] == ("briefing-2024-09", "3.2 (15 key products)") for row in key
    )
    assert {str(row.on) for row in key} == {"2024-09-11"}
    assert {str(row.on) for row in pilot} == {"2024-09-09"}
    assert {row.category for row in pilot} == {
        "LI_BATTERY", "PV", "STEEL", "PRIMARY_ALUMINIUM", "TEXTILE", "EE", "TYRE", "CEMENT", "MAP_DAP", "UREA", "WOOD",
    }  # fmt: skip
    assert {row.subsystem for row in (*key, *pilot)} == {"BAB"}


def test_parts_of_a_battery_are_no_kinds_of_it(seed: Seed) -> None:
    kinds = {row.code for row in seed.categories if row.parent == ("LI_BATTERY",)}
    parts = {row.depends_on for row in seed.dependencies if row.product == "LI_BATTERY"}
    assert kinds == {"LIB_CONSUMER", "LIB_SMALL_POWER", "LIB_LARGE_POWER", "LIB_STORAGE"}
    assert parts >= {
        "LI_CATHODE",
        "LI_ANODE",
        "LI_ELECTROLYTE",
        "LI_SEPARATOR",
        "LI_CASING",
        "LI_COOLING",
        "LI_BMS",
        "LI_RECYCLING",
    }
    assert kinds.isdisjoint(parts)


def test_a_series_replaces_a_whole_in_parts(seed: Seed) -> None:
    replacements = [row for part in seed.systems for row in part.replacements]
    numbers = {row.id: row.number for row in seed.standards()}
    assert {numbers[row.successor] for row in replacements if row.extent is Extent.PART} == {
        "HJ 77.1-2008", "HJ 77.2-2008", "HJ 77.3-2008", "HJ 77.4-2008",
    }  # fmt: skip
    assert len({(row.successor, row.predecessor) for row in replacements}) == len(replacements) == 77


def test_conflicts_keep_what_every_source_says(seed: Seed) -> None:
    stated = [row for row in seed.claims if row.subject == "S159"]
    assert {(row.field, row.value, row.chosen) for row in stated} == {
        ("publishedOn", "2024-08-23", True),
        ("publishedOn", "2024-09-09", False),
        ("inForceOn", "2024-10-01", True),
        ("inForceOn", "2025-03-01", False),
        ("committee", "SAC/TC548", True),
        ("committee", "SAC/TC207", False),
    }
    assert {(row.value, row.chosen) for row in seed.claims if row.subject == "S191"} == {
        ("2024-09-01", False),
        ("2024-09-29", True),
    }
    assert {(row.value, row.chosen) for row in seed.claims if row.subject == "S092"} == {
        ("2021-05-01", True),
        ("2021-04-01", False),
    }


def test_what_the_briefing_adds_is_there(seed: Seed) -> None:
    numbers = {row.number for row in seed.standards()}
    assert {"GB/T 24067-2024", *(f"CETS-{kind}-0{n}.01-V01-2024" for kind in ("AG", "VG") for n in (2, 4))} <= numbers
    committee = next(row for row in seed.committees if row.code == "GD/TC73/SC1")
    assert (committee.members, committee.secretariat) == (39, "广东擎洲光电科技股份有限公司")
    assert any(row.id == "air-noise-plan-2024" and "not read" in (row.note or "") for row in seed.sources)
    assert [row.value for row in seed.claims if row.field == "reportedProgress"] == [
        "立项行业标准80余项，发布20余项，近200余项正在预研和立项之中"
    ]


def test_only_what_the_documents_state_is_stated(seed: Seed) -> None:
    by_code = {part.code: part.system for part in seed.systems if part.system}
    assert {code: system.declared for code, system in by_code.items()} == {
        "PV2024": None,
        "NP2024": 170,
        "ICN2024": None,
    }
    assert len(by_code["NP2024"].watches) == 24
    targets = {target.id: (target.required, str(target.by)) for system in by_code.values() for target in system.targets}
    assert targets == {
        "PV2024-T1": (60, "2026-12-31"), "PV2024-T2": (20, "2026-12-31"), "PV2024-T3": (None, "2026-12-31"),
        "ICN2024-T1": (200, "2025-12-31"), "ICN2024-T2": (None, "2030-12-31"),
    }  # fmt: skip
    assert not any("未见" in (row.title_zh or "") for row in seed.standards())
