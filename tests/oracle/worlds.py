"""Random small catalogues, odd on purpose: cycles, unknown days, successors older than their predecessors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from tests.calendar_day import TODAY
from tests.oracle.drawn_days import NEVER, days, known_days, terms
from tests.oracle.drawn_moves import MAX_DEPTH, moved, places_of
from tests.oracle.records import (
    Claim,
    Dated,
    Demand,
    Dependency,
    Listing,
    Reference,
    Replacement,
    Standard,
    Subsystem,
    System,
    Target,
    World,
)
from tests.oracle.spans import Stated, first_day, last_day
from tests.oracle.stages import status_of

NUMBERS = {
    "NATIONAL": (
        *("GB/T {serial}-{year}", "GB/T 30.{serial}-{year}", "GB/T 30.{serial}-{year}"),
        *("GB/Z {serial}-{year}", "GB/T {serial}", "GB {serial}-{year}"),
    ),
    "INDUSTRY": ("HJ {serial}-{year}", "HJ {serial}"),
    "LOCAL": ("DB44/T {serial}-{year}", "DB44/T {serial}"),
    "GROUP": ("T/CPIA {serial}-{year}", "T/CPIA {serial}"),
    "ENTERPRISE": ("Q/ABC {serial}-{year}", "Q/ABC {serial}"),
    "INTERNATIONAL": ("ISO {serial}:{year}", "ISO {serial}"),
    "OTHER": ("CETS-AG-{short:02}.01-V01-{year}",),
}
LEVELS = ("NATIONAL", "INDUSTRY", "LOCAL", "GROUP", "ENTERPRISE", "INTERNATIONAL", "OTHER")
STAGES = ("00.00", "10.20", "20.00", "30.60", "40.20", "50.00", "20.98", *["60.60"] * 6, "90.92", *["95.99"] * 3)

declared = st.none() | st.integers(1, 30)
priorities = st.sampled_from((None, "HIGH", "MEDIUM", "LOW"))
memberships = st.sampled_from(("STATED", "INFERRED", "INFERRED", None))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A catalogue of one or two systems that the product must take."""
    codes = ("X2024", "Y2024")[: draw(st.integers(1, 2))]
    categories = draw(kinds("C", 8))
    committees = draw(forests("SAC/TC", 4))
    systems = tuple(draw(systems_of(code, sorted(categories))) for code in codes)
    subsystems = tuple(subsystem for code in codes for subsystem in draw(subsystem_trees(code)))
    made = draw(st.integers(0, 25))
    names = [f"{letter}{n:03}" for letter, most in (("S", made), ("R", 2)) for n in range(most)]
    standards = tuple(
        draw(standards_of(name, sorted(categories), sorted(committees), names, names[made:])) for name in names[:made]
    )
    named = tuple(draw(documents_of(f"R{n:03}")) for n in range(2))
    places = [subsystem.id for subsystem in subsystems]
    listed = [(standard.id, place) for standard in standards for place in draw(subsets(places, 3))]
    demands = draw(demands_of(places, sorted(categories)))
    world = World(
        systems=systems,
        subsystems=subsystems,
        standards=standards + named,
        listings=tuple(
            replace(Listing(*pair, *draw(terms)), membership=draw(memberships))
            for code in codes
            for pair in listed
            if pair[1].startswith(code)
        ),
        replacements=draw(replacements_of([s.id for s in standards], [s.id for s in named])),
        references=draw(references_of([s.id for s in standards], [s.id for s in named])),
        categories=categories,
        dependencies=tuple(Dependency(*pair) for pair in draw(pairs(sorted(categories), 12))),
        demands=tuple(demand for code in codes for demand in demands if demand.subsystem.startswith(code)),
        claims=draw(claims_of(systems, subsystems, standards, sorted(categories), sorted(committees))),
        committees=committees,
    )
    world = draw(moved(world))
    return replace(world, retired=draw(retirements(world)), earlier=draw(pasts(world)))


@st.composite
def pasts(draw: st.DrawFn, world: World) -> dict[tuple[str, str], tuple[tuple[date, Dated], ...]]:
    """What systems, targets and demands were before, and until which days: of many nothing is known."""
    kept: dict[tuple[str, str], Dated] = {
        **{("StandardsSystem", system.code): system for system in world.systems},
        **{("Target", target.id): target for system in world.systems for target in system.targets},
        **{("Demand", demand.id): demand for demand in world.demands},
    }
    until: st.SearchStrategy[list[date]] = st.just([]) | st.lists(known_days, min_size=1, max_size=2, unique=True)
    found = {key: [(day, draw(others(one))) for day in sorted(draw(until))] for key, one in kept.items()}
    return {key: tuple(were) for key, were in found.items() if were}


def others(thing: Dated) -> st.SearchStrategy[Dated]:
    """The same thing of which something else is said."""
    if isinstance(thing, Target):
        return targets_named(thing.id)
    if isinstance(thing, Demand):
        return priorities.map(lambda priority: replace(thing, priority=priority))
    return st.tuples(declared, days, days).map(
        lambda said: replace(thing, declared=said[0], issued_on=said[1], announced_on=said[2])
    )


@st.composite
def retirements(draw: st.DrawFn, world: World) -> dict[tuple[str, str], date]:
    """What has left the plan, and from which day on: little or nothing, a subsystem at the latest with what it is part of."""
    things = [
        *(("StandardsSystem", system.code) for system in world.systems),
        *(("Subsystem", subsystem.id) for subsystem in world.subsystems),
        *(("Standard", standard.id) for standard in world.standards),
        *(("Demand", demand.id) for demand in world.demands),
        *(("Target", target.id) for system in world.systems for target in system.targets),
        *(("ProductCategory", code) for code in world.categories),
        *(("Committee", code) for code in world.committees),
    ]
    left = st.lists(st.tuples(st.sampled_from(things), st.just(NEVER) | known_days), max_size=8)
    retired = dict(draw(st.just([]) | left | left))
    before: dict[tuple[str, str], date] = {}
    while before != retired:  # until nothing stands below anything that has left
        before = dict(retired)
        for subsystem in world.subsystems:
            ends = [before[one] for one in (("StandardsSystem", subsystem.system),) if one in before]
            for tie in places_of(world, subsystem):
                left_on = before.get(("Subsystem", f"{subsystem.system}/{tie.end}"))
                if left_on is not None and (tie.until is None or left_on < tie.until):
                    ends.append(max(left_on, tie.since or NEVER))
            if ends:
                retired["Subsystem", subsystem.id] = min([*ends, retired.get(("Subsystem", subsystem.id), date.max)])
    return retired


def pairs(codes: list[str], most: int) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Distinct ordered pairs; a code may stand beside itself."""
    if not codes:
        return st.just([])
    return st.lists(st.tuples(st.sampled_from(codes), st.sampled_from(codes)), max_size=most, unique=True)


@st.composite
def forests(draw: st.DrawFn, prefix: str, most: int, min_size: int = 0) -> dict[str, str | None]:
    """Codes, each with that of its parent, which comes before it, or None."""
    parents: dict[str, str | None] = {}
    for number in range(1, draw(st.integers(min_size, most)) + 1):
        parents[f"{prefix}{number}"] = draw(st.sampled_from([None, *parents]))
    return parents


@st.composite
def kinds(draw: st.DrawFn, prefix: str, most: int) -> dict[str, tuple[str, ...]]:
    """Codes, each with those of what it is a kind of, which come before it: nothing, one or two."""
    above: dict[str, tuple[str, ...]] = {}
    for number in range(1, draw(st.integers(1, most)) + 1):
        above[f"{prefix}{number}"] = draw(subsets(list(above), 2))
    return above


def systems_of(code: str, categories: list[str]) -> st.SearchStrategy[System]:
    watched = st.lists(st.sampled_from(categories), max_size=2, unique=True).map(tuple)
    return st.builds(System, st.just(code), declared, days, watched, days, targets_of(code))


@st.composite
def targets_of(draw: st.DrawFn, code: str) -> tuple[Target, ...]:
    """Targets of which some can be counted, some are reached, and some say nothing that can be compared."""
    return tuple(draw(targets_named(f"{code}-T{n}")) for n in range(draw(st.integers(0, 3))))


def targets_named(key: str) -> st.SearchStrategy[Target]:
    levels = st.lists(st.sampled_from(LEVELS), max_size=3, unique=True).map(tuple)
    counts = st.sampled_from((None, "PUBLISHED", "PUBLISHED", "NEW", "NEW"))
    return st.builds(Target, st.just(key), counts, st.none() | st.integers(0, 6), days, levels, days)


@st.composite
def subsystem_trees(draw: st.DrawFn, system: str) -> list[Subsystem]:
    """A tree in an order in which a parent stands before its children and siblings may stand apart."""
    parents: dict[str, str | None] = {}
    for _ in range(draw(st.integers(1, 8))):
        parent = draw(st.sampled_from([None, *(code for code in parents if len(code) < MAX_DEPTH)]))
        siblings = sum(1 for above in parents.values() if above == parent)
        parents[f"{parent or ''}{'ABCDEFGH'[siblings]}"] = parent
    titles = st.sampled_from((None, None, "基础通用", "基础术语"))
    return [
        Subsystem(system, code, parent, draw(titles) or f"{code}号", draw(st.booleans()))
        for code, parent in parents.items()
    ]


@st.composite
def standards_of(
    draw: st.DrawFn, key: str, categories: list[str], committees: list[str], names: list[str], named: list[str]
) -> Standard:
    """A standard whose own days stand in order as far as they are known."""
    stage = draw(st.sampled_from(STAGES))
    published = in_force = withdrawn = stage_on = level = nature = year = None
    if status_of(stage) in ("PUBLISHED", "WITHDRAWN"):
        level = draw(st.sampled_from(LEVELS))
        ordered = sorted(draw(st.lists(known_days, min_size=3, max_size=3)))
        year = ordered[0].year - draw(st.integers(0, 1))
        published, in_force, withdrawn = (draw(st.none() | stated(day)) for day in ordered)
    else:
        level = draw(st.sampled_from([None, "NATIONAL", "NATIONAL", *LEVELS]))
        stage_on = draw(st.none() | known_days.flatmap(stated))
        nature = draw(st.sampled_from((None, "RECOMMENDED", "MANDATORY", "GUIDANCE"))) if level == "NATIONAL" else None
    number = None if year is None else draw(numbers_of(key, level, year))
    return Standard(
        id=key,
        stage=stage,
        level=level,
        stage_on=stage_on,
        published_on=published,
        in_force_on=in_force,
        withdrawn_on=withdrawn if stage == "95.99" else None,
        committees=draw(subsets(committees, 2)),
        due_on=draw(st.none() | days),
        nature=nature,
        categories=draw(subsets(categories, 3)),
        adopts=draw(adoptions([name for name in names if name != key])),
        number=number,
        told_on=TODAY,
        amends=draw(st.just(()) | st.just(()) | subsets(named, 1)),
    )


@st.composite
def documents_of(draw: st.DrawFn, key: str) -> Standard:
    """A document that stands in no system: of some no more is known than the number."""
    number = draw(numbers_of(key, "NATIONAL", 2016))
    bare = Standard(key, "60.60", "NATIONAL", number=number, told_on=TODAY, named=True)
    stage = draw(st.sampled_from((None, "60.60", "90.93", "95.99")))
    if stage is None:
        return bare
    ordered = sorted(draw(st.lists(known_days.filter(lambda day: day.year >= 2016), min_size=3, max_size=3)))
    published, in_force, withdrawn = (draw(st.none() | stated(day)) for day in ordered)
    return replace(
        bare,
        stage=stage,
        number=number.replace("2016", str(ordered[0].year)),
        published_on=published,
        in_force_on=in_force,
        withdrawn_on=withdrawn if stage == "95.99" else None,
    )


def stated(day: date) -> st.SearchStrategy[Stated]:
    """A day as a register has it: mostly exactly, else its month or its year."""
    return st.sampled_from((day, day, day.isoformat()[:7], day.isoformat()[:4]))


def numbers_of(key: str, level: str | None, year: int) -> st.SearchStrategy[str]:
    """A number of the level, mostly with the year."""
    serial = int(key[1:]) + (1000 if key.startswith("S") else 2000)
    forms = NUMBERS[level or "NATIONAL"]
    return st.sampled_from([form.format(serial=serial, short=int(key[1:]), year=year) for form in forms])


@st.composite
def adoptions(draw: st.DrawFn, names: list[str]) -> tuple[tuple[str, str | None], ...]:
    """What a standard adopts: of most nothing, and of some the degrees are not stated."""
    adopted = draw(st.just(()) | subsets(names, 2))
    stated = draw(st.booleans())
    degrees = st.sampled_from(("IDT", "MOD", "EQV", "NEQ"))
    return tuple((name, draw(degrees) if stated else None) for name in adopted)


def subsets(codes: list[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    if not codes:
        return st.just(())
    return st.lists(st.sampled_from(codes), max_size=most, unique=True).map(tuple)


roughly = st.none() | known_days.flatmap(stated)
"""A day, the month or year of one, or nothing."""


@st.composite
def replacements_of(draw: st.DrawFn, standards: list[str], named: list[str]) -> tuple[Replacement, ...]:
    """Who replaces whom and since when, chains and circles included (a seed would be refused for these); nothing replaces itself."""
    found = draw(pairs(standards + named, 12))
    return tuple(
        Replacement(successor, predecessor, draw(st.sampled_from(("WHOLE", "WHOLE", "PART"))), draw(roughly))
        for successor, predecessor in found
        if successor != predecessor and successor not in named
    )


@st.composite
def references_of(draw: st.DrawFn, standards: list[str], named: list[str]) -> tuple[Reference, ...]:
    """Who refers to whom, in a circle perhaps."""
    found = draw(pairs(standards + named, 8))
    return tuple(Reference(*pair, draw(st.booleans())) for pair in found if pair[0] != pair[1])


@st.composite
def demands_of(draw: st.DrawFn, places: list[str], categories: list[str]) -> tuple[Demand, ...]:
    """Demands, of which several may name one cell."""
    cells = draw(st.lists(st.tuples(st.sampled_from(places), st.sampled_from(categories)), max_size=10))
    return tuple(
        Demand(f"D{n:03}", *found, draw(priorities), *draw(spells()), draw(st.booleans()))
        for n, found in enumerate(cells)
    )


@st.composite
def spells(draw: st.DrawFn) -> tuple[Stated | None, Stated | None]:
    """From when on a demand holds, and until when if it has a term."""
    on, until = draw(roughly), draw(st.none() | roughly)
    return on, None if on is None or until is None or last_day(until) <= first_day(on) else until


@st.composite
def claims_of(
    draw: st.DrawFn,
    systems: tuple[System, ...],
    subsystems: tuple[Subsystem, ...],
    standards: tuple[Standard, ...],
    categories: list[str],
    committees: list[str],
) -> tuple[Claim, ...]:
    """Claims about few fields of few subjects, so that they meet."""
    subjects = [
        *[("StandardsSystem", system.code) for system in systems],
        *[("Subsystem", subsystem.id) for subsystem in subsystems[:3]],
        *[("Standard", standard.id) for standard in standards[:3]],
        *[("ProductCategory", category) for category in categories[:2]],
        *[("Committee", committee) for committee in committees[:2]],
        ("Source", "reading"),
    ]
    stated = st.tuples(
        st.sampled_from(subjects), st.sampled_from(("titleZh", "note")), st.sampled_from("abc"), st.booleans()
    )
    claims = draw(st.lists(stated, max_size=12))
    return tuple(Claim(*subject, field, value, chosen) for subject, field, value, chosen in claims)
