"""The rows of a catalogue, as the seed's files state them. An absent value is None or empty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.oracle.spans import Stated


@dataclass(frozen=True)
class Target:
    id: str
    counts: str | None = None
    required: int | None = None
    by: date | None = None
    levels: tuple[str, ...] = ()
    baseline: date | None = None


@dataclass(frozen=True)
class System:
    code: str
    declared: int | None = None
    issued_on: date | None = None
    watched: tuple[str, ...] = ()
    announced_on: date | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Subsystem:
    system: str
    code: str
    parent: str | None = None
    title: str = ""
    derived: bool = False
    """Whether the compiler made it up, so that standards can be placed."""
    created_on: date | None = None
    """The first day on which it is on the plan, where that is not its system's own day."""

    @property
    def id(self) -> str:
        return f"{self.system}/{self.code}"


@dataclass(frozen=True)
class Standard:
    id: str
    stage: str
    level: str | None = None
    stage_on: Stated | None = None
    passed: tuple[tuple[str, date], ...] = ()
    """The stages that it went through before, each with its day."""
    published_on: Stated | None = None
    in_force_on: Stated | None = None
    withdrawn_on: Stated | None = None
    due_on: date | None = None
    """The project's own due day."""
    nature: str | None = None
    committees: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    adopts: tuple[tuple[str, str | None], ...] = ()
    """What it adopts or corresponds to, each with the degree, all stated or none."""
    amends: tuple[str, ...] = ()
    """What it amends: then it is no row of a plan, and has no review of its own."""
    number: str | None = None
    told_on: date | None = None
    """The day as of which its source speaks."""
    descriptive: bool = False
    """Whether the title only says what a call asks for."""
    named: bool = False
    """Whether the document stands in no system: others only name it, as adopted or replaced."""
    force: tuple[date, date] | None = None
    """Between which days it takes force, where that does not follow from the dates."""

    @property
    def mandatory(self) -> bool:
        """Whether it binds: it says so, or its number does."""
        return self.nature == "MANDATORY" or (self.nature is None and (self.number or "").startswith("GB "))


@dataclass(frozen=True)
class Listing:
    standard: str
    subsystem: str
    """The subsystem's id, ``PV2024/AA``."""
    since: date | None = None
    """The first day on which it stands there; None: as long as anybody knows."""
    until: date | None = None
    """The first day on which it does not any more."""
    membership: str | None = "STATED"
    """Whether a source states it, or a compiler inferred it."""


@dataclass(frozen=True)
class Replacement:
    successor: str
    predecessor: str
    extent: str
    since: Stated | None = None


@dataclass(frozen=True)
class Reference:
    standard: str
    refers_to: str
    normative: bool


@dataclass(frozen=True)
class Use:
    user: str
    used: str
    relation: str
    """ADOPTS or REFERENCES."""


@dataclass(frozen=True)
class Dependency:
    product: str
    depends_on: str


@dataclass(frozen=True)
class Demand:
    id: str
    subsystem: str
    """The subsystem's id, ``PV2024/AA``."""
    category: str
    priority: str | None = None
    on: Stated | None = None
    until: Stated | None = None
    """The first day on which it does not hold any more."""
    derived: bool = False
    """Whether the compiler placed it there."""


Dated = System | Target | Demand
"""What people say something else of from a day on."""


@dataclass(frozen=True)
class Tie:
    """What a thing is tied to for a while: what a subsystem or a committee is part of, a category a kind of, what a system watches or aims at."""

    end: str | None
    """The key of the other one; None: the system itself."""
    since: date | None = None
    """The first day on which it is; None: as long as anybody knows."""
    until: date | None = None
    """The first day on which it is not any more."""
    wrong: bool = False
    """Whether it was an error: then it never was so."""
    place: int = 0
    """Of a subsystem the place among its siblings."""


@dataclass(frozen=True)
class Claim:
    subject_type: str
    subject: str
    field: str
    value: str
    chosen: bool


@dataclass(frozen=True)
class World:
    """A whole catalogue. ``categories`` map a code to those of what it is a kind of, ``committees`` to its parent's; rows stand in file order."""

    systems: tuple[System, ...] = ()
    subsystems: tuple[Subsystem, ...] = ()
    standards: tuple[Standard, ...] = ()
    listings: tuple[Listing, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    references: tuple[Reference, ...] = ()
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dependencies: tuple[Dependency, ...] = ()
    demands: tuple[Demand, ...] = ()
    claims: tuple[Claim, ...] = ()
    committees: dict[str, str | None] = field(default_factory=dict)
    retired: dict[tuple[str, str], date] = field(default_factory=dict)
    """By label and key the day from which on something is off the plan."""
    ties: dict[tuple[str, str], tuple[Tie, ...]] = field(default_factory=dict)
    """By type of relationship and key all that a thing was, is and will be tied to, in place of what its row states."""
    earlier: dict[tuple[str, str], tuple[tuple[date, Dated], ...]] = field(default_factory=dict)
    """By label and key what a system declared and what day it bore before, what a target was, how urgent a demand: the first first, each
    with the first day on which it was that no longer."""

    @property
    def uses(self) -> tuple[Use, ...]:
        """Who adopts or refers to whom."""
        adopted = [Use(s.id, other, "ADOPTS") for s in self.standards for other, _ in s.adopts]
        return (*adopted, *(Use(r.standard, r.refers_to, "REFERENCES") for r in self.references))
