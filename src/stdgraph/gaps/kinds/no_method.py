"""NO_METHOD: a pollutant or another category that a system watches, and for which no document that the system lists is in force.

MEDIUM, one step lower where one is published and only waits for its in-force day. Where the system demands a standard for the category,
that demand is the gap.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import GROUP_IN_FORCE, IN_FORCE, UNDERWAY, CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import Candidate, Kind, title_in, unlocks_dependents
from stdgraph.gaps.plan_facts import PlanFacts, Watched
from stdgraph.gaps.states import UNDER_WAY, UNDER_WAY_REMEDIES

_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (y:StandardsSystem {code: item.system}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, code: c.code, systemZh: y.titleZh, systemEn: y.titleEn} AS facts"
)


def lacks_method(one: Watched, plan: PlanFacts, network: Network) -> bool:
    """Whether nothing in force applies to a watched category in its system, no demand there says so, and it is no class of which kinds
    are watched themselves."""
    if one.levels & {IN_FORCE, GROUP_IN_FORCE}:
        return False
    kinds = network.concerned(one.category) & ~network.set_of([one.category])
    if kinds & network.set_of(other.category for other in plan.watched.get(one.system, ())):
        return False
    return not one.demanded


def _derive(index: CoverageIndex, scope: ScopeFilter, systems: Collection[str] | None) -> Iterator[Candidate]:
    if not scope.shape <= {"system", "product_category"}:
        return
    network, watched = index.network, index.plan.watched
    wanted = scope.product_category
    for one in (one for system in (watched if systems is None else systems) for one in watched.get(system, ())):
        if scope.system not in (None, one.system) or not lacks_method(one, index.plan, index.network):
            continue
        if wanted is not None and not network.holds(network.concerned(wanted), one.category):
            continue
        found = next((state for n, state in enumerate(UNDERWAY, 1) if one.levels & {n, GROUP_IN_FORCE + n}), None)
        facts = {"system": one.system, "underway": found and found[0].value, "stages": found[1] if found else 0}
        key = f"{one.system}:{one.category}"
        yield Candidate("ProductCategory", one.category, key, None, (one.category,), (), facts)


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    upcoming = gap.facts["underway"] == "UPCOMING"
    return Weight(Severity.LOW if upcoming else Severity.MEDIUM, nearness=gap.facts["stages"])


def _message(facts: Facts, language: Language) -> str:
    name, where = title_in(facts, language), title_in(facts, language, "systemZh", "systemEn")
    zh, en = UNDER_WAY[facts["underway"]]
    if language is Language.ZH:
        return f"“{name}”（{facts['code']}）列入《{where}》的关注范围，但没有现行标准：{zh}。"
    return f"“{where}” watches “{name}” ({facts['code']}), and no standard for it is in force: {en}."


def _remedy(facts: Facts, language: Language) -> str:
    return UNDER_WAY_REMEDIES[facts["underway"]][0 if language is Language.ZH else 1]


KIND = Kind(
    derive=_derive,
    needs_watched=True,
    of=("StandardsSystem", "ProductCategory"),
    weigh=_weigh,
    unlocks=unlocks_dependents,
    details=_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("inForce", "0"),
)
