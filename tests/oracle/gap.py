"""A gap, what it weighs and where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tests.oracle.day import Day
from tests.oracle.records import Standard
from tests.oracle.scopes import applies, dependents, subtree, with_descendants

KINDS = (
    "ADOPTED_UNDER_REVISION",
    "CONFLICTING_CLAIMS",
    "GROUP_ONLY",
    "INCOMPLETE_CHAIN",
    "NO_METHOD",
    "NO_MOVEMENT",
    "OUTDATED_ADOPTION",
    "OUTDATED_REFERENCE",
    "OVERDUE",
    "REVIEW_OVERDUE",
    "TARGET_SHORTFALL",
    "UNCOVERED_SUBSYSTEM",
    "UNITEMISED",
    "UNMET_DEMAND",
    "UNSTARTED",
)
WEIGHT = {"CRITICAL": 80, "HIGH": 60, "MEDIUM": 40, "LOW": 20, "INFO": 5}


@dataclass(frozen=True)
class Gap:
    id: str
    kind: str
    subject: str
    """The key of the subject itself: the standard's id, the subsystem's id, the category's or system's code."""
    severity: str
    since: date | None
    score: int
    unlocks: frozenset[str]
    subsystems: frozenset[str] = frozenset()
    """Those the subject stands in (by id), not those above them."""
    system: str | None = None
    """The system that the gap is about, for a gap about no subsystem."""
    committees: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    """Those the gap concerns."""
    nearness: int = 0
    """How many stages lie behind the nearest standard that would close it: of gaps that score alike the nearer one comes first."""
    unlisted: bool = False
    """Whether it is about a standard that no subsystem lists: such a gap is in no scope but the empty one."""


@dataclass(frozen=True)
class Scope:
    """All that are given hold."""

    system: str | None = None
    subsystem: str | None = None
    committee: str | None = None
    category: str | None = None


def whole_years(since: date | None, on: date) -> int:
    """The anniversaries passed; none where the day is unknown or still to come."""
    if since is None or since > on:
        return 0
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def score(
    day: Day,
    severity: str,
    unlocks: Iterable[str],
    since: date | None,
    *,
    places: Iterable[str] = (),
    standard: Standard | None = None,
    urgency: int = 0,
    unsourced: bool = False,
) -> int:
    """Severity, what is unlocked, the years it has stood, what it is about, how near its day is, and what nobody states."""
    points = WEIGHT[severity] + min(2 * len(set(unlocks)), 30) + min(whole_years(since, day.on), 9)
    return points + _importance(day, severity, set(places), standard) + urgency - 5 * unsourced


def _importance(day: Day, severity: str, places: set[str], standard: Standard | None) -> int:
    if severity == "INFO":
        return 0
    points = 3 if places & basic_places(day) else 0
    if standard is None:
        return points
    concerned = applied(day, standard)
    wanted = any(
        d.category in concerned and places & subtree(day.world, *d.subsystem.split("/", 1)) for d in day.world.demands
    )
    return points + 5 * standard.mandatory + 3 * wanted


def basic_places(day: Day) -> set[str]:
    """The subsystems whose titles begin with 基础, with all below them."""
    own = [s for s in day.world.subsystems if s.title.startswith("基础")]
    return {below for s in own for below in subtree(day.world, s.system, s.code)}


def stages_behind(stage: str | None) -> int:
    """How many of the stages 00 to 50 an item has left behind."""
    return int(stage[0]) if stage else 0


def applied(day: Day, standard: Standard) -> frozenset[str]:
    """The categories that a standard applies to, by itself or as kinds of others."""
    return frozenset(code for code in day.categories if applies(day.world, standard, code))


def standard_gap(
    day: Day,
    kind: str,
    standard: Standard,
    severity: str,
    since: date | None,
    *,
    key: str | None = None,
    unlocking: bool,
    stages: int = 0,
    unsourced: bool = False,
) -> Gap:
    """A gap about a standard: it stands wherever the standard is listed."""
    concerned = applied(day, standard)
    unlocks = frozenset(dependents(day.world, concerned)) if unlocking else frozenset()
    subsystems = frozenset(entry.subsystem for entry in day.world.listings if entry.standard == standard.id)
    return Gap(
        id=f"{kind}:{key or standard.id}",
        kind=kind,
        subject=standard.id,
        severity=severity,
        since=since,
        score=score(day, severity, unlocks, since, places=subsystems, standard=standard, unsourced=unsourced),
        unlocks=unlocks,
        subsystems=subsystems,
        committees=frozenset(standard.committees),
        categories=concerned,
        nearness=stages,
        unlisted=not subsystems,
    )


def pair_gap(
    day: Day,
    kind: str,
    pair: tuple[str, str],
    severity: str,
    since: date | None,
    unlocks: Iterable[str],
    stages: int = 0,
) -> Gap:
    """A gap about a pair of subsystem (by id) and category."""
    subsystem, category = pair
    opened = frozenset(unlocks)
    unsourced = is_unsourced(day, pair)
    return Gap(
        id=f"{kind}:{subsystem}:{category}",
        kind=kind,
        subject=category,
        severity=severity,
        since=since,
        score=score(day, severity, opened, since, places=[subsystem], unsourced=unsourced),
        unlocks=opened,
        subsystems=frozenset({subsystem}),
        categories=frozenset({category}),
        nearness=stages,
    )


def is_unsourced(day: Day, pair: tuple[str, str]) -> bool:
    """Whether no source places the demand there: every demand of the pair, or the subsystem itself, is the compiler's arrangement."""
    demands = [d for d in day.world.demands if (d.subsystem, d.category) == pair]
    return all(d.derived for d in demands) or any(s.id == pair[0] and s.derived for s in day.world.subsystems)


def in_scope(day: Day, gap: Gap, scope: Scope) -> bool:
    """Whether a gap belongs to a scope."""
    world = day.world
    if gap.unlisted:
        return scope == Scope()
    if scope.system is not None and gap.system != scope.system and not gap.subsystems & subtree(world, scope.system):
        return False
    if scope.subsystem is not None and not gap.subsystems & subtree(world, *scope.subsystem.split("/", 1)):
        return False
    if scope.committee is not None and not gap.committees & with_descendants(world.committees, scope.committee):
        return False
    return scope.category is None or bool(gap.categories & with_descendants(world.categories, scope.category))
