"""Scopes as Cypher: from a ``scope`` map to the standards or subsystems in it.

Statements begin with ``UNWIND $scopes AS scope``, so that one statement answers for many scopes of one shape; the shape alone
decides the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.domain.scope import ScopeFilter
from stdgraph.store.plan_cypher import downwards, ever, holds, is_item, lists, on_plan, planned, upwards

_OF_CATEGORY = (
    "(:ProductCategory {code: scope.category})<-[:KIND_OF*0..]-(kc:ProductCategory)-[:KIND_OF*0..]->(:ProductCategory)"
)
"""From a category by way of a kind of it, ``kc``, to what that is a kind of, as it is now."""
_LISTING = f"MATCH (x)<-[l:{ever('LISTED_IN')}]-({{}}:Standard)"

_KINDS = f"MATCH (:ProductCategory {{code: scope.category}}){downwards('KIND_OF', 'kd')}(kc:ProductCategory) WHERE {on_plan('kc')}"
_NAMED_BY_KIND = f"(kc){upwards('KIND_OF', 'ku')}(:ProductCategory)"
"""The same on a day, in two steps, of kinds on the plan alone: one pattern does not go up the edge that it came down, so what names a retired
category would not be found through a kind of it."""


EACH, ONLY = "UNWIND $scopes AS scope", "WITH $scopes[0] AS scope"
"""What statements about several scopes begin with, and about a single one."""


def scope_parameters(scopes: Sequence[ScopeFilter]) -> list[dict[str, object]]:
    """The value of ``$scopes``: each scope as a map, ``n`` being its place."""
    return [
        {
            "n": n,
            "system": scope.system,
            "subsystem": scope.subsystem_id,
            "committee": scope.committee,
            "category": scope.product_category,
        }
        for n, scope in enumerate(scopes)
    ]


def subsystems(shape: frozenset[str], var: str = "x") -> str:
    """MATCH clauses that bind every subsystem on the plan in the scope (committee and category do not narrow subsystems)."""
    if "subsystem" in shape:
        text = f"MATCH (:Subsystem {{id: scope.subsystem}}){downwards('PART_OF', 'below')}({var}:Subsystem) WHERE {planned(var)}"
        return f"{text} AND {var}.system = scope.system" if "system" in shape else text
    if "system" in shape:
        return f"MATCH ({var}:Subsystem {{system: scope.system}}) WHERE {planned(var)}"
    return f"MATCH ({var}:Subsystem) WHERE {planned(var)}"


def owned(var: str = "s") -> str:
    """Condition: the standard is owned by the scope's committee or a subcommittee of it."""
    above = f"{upwards('SUBCOMMITTEE_OF', 'lu')}(:Committee {{code: scope.committee}})"
    return f"EXISTS {{ MATCH ({var})-[lo:{ever('OWNED_BY')}]->(:Committee){above} WHERE {holds('lo')} }}"


def concerns(var: str = "s") -> str:
    """Condition: the standard applies to the scope's category or a kind of it, itself or through what these are kinds of."""
    named = f"{_NAMED_BY_KIND}<-[la:{ever('APPLIES_TO')}]-({var})"
    return f"EXISTS {{ {_KINDS} MATCH {named} WHERE {holds('la')} }}"


def listed(var: str = "s", *, system: bool = False) -> str:
    """Condition: a subsystem that is on the plan lists the standard as an item; one of the scope's system, if that is asked for."""
    of_system = " {system: scope.system}" if system else ""
    return (
        f"EXISTS {{ MATCH ({var})-[ll:{ever('LISTED_IN')}]->(lx:Subsystem{of_system}) "
        f"WHERE {lists('ll', 'lx')} AND {is_item(var)} }}"
    )


def inferred(shape: frozenset[str], var: str = "s") -> str:
    """Whether the standard stands in the scope on a compiler's judgement: some listing there is inferred, and none is stated."""
    if "subsystem" in shape:
        place = f"(mx:Subsystem){upwards('PART_OF', 'mu')}(:Subsystem {{id: scope.subsystem}})"
    else:
        place = "(mx:Subsystem {system: scope.system})" if "system" in shape else "(mx:Subsystem)"
    match = f"MATCH ({var})-[ml:{ever('LISTED_IN')}]->{place} WHERE {lists('ml', 'mx')} AND ml.membership"
    return f"(EXISTS {{ {match} = 'INFERRED' }} AND NOT EXISTS {{ {match} = 'STATED' }})"


def begins_with_listings(shape: frozenset[str]) -> bool:
    """Whether the clauses of ``standards`` begin with the listings of scopes of a shape."""
    return not shape or bool(shape & {"subsystem", "system"})


SAID = "CASE l.membership WHEN 'STATED' THEN 2 WHEN 'INFERRED' THEN 1 ELSE 0 END"
"""What is said of a listing: that a source states it, that the compiler inferred it, or nothing."""


def standards(
    shape: frozenset[str], var: str = "s", where: str = "", *, said: bool = False, single: bool = False
) -> str:
    """Clauses that bind every listed standard on the plan in the scope once, as ``scope, s``, of those for which a condition on the
    standard alone holds; they start from the narrowest part of the scope. With ``said``, where that is listings, the best that is said of
    those in the scope, as well. Of a ``single`` scope only the standards are bound: to tell apart scopes costs more than all else.

    Where nothing is given they start from the listings: to ask every standard whether it is listed costs the embedded engine far more.
    """
    tests = {"committee": owned(var), "product_category": concerns(var)}
    if "subsystem" in shape:  # of the system it may be by another listing
        tests["system"] = listed(var, system=True)
        start, counts = f"{subsystems(shape - {'system'})} {_LISTING.format(var)}", holds("l")
        conditions: list[str] = []
    elif "system" in shape or not shape:
        start, counts = f"{subsystems(shape)} {_LISTING.format(var)}", holds("l")
        conditions = []
    elif "committee" in shape:
        del tests["committee"]
        below = downwards("SUBCOMMITTEE_OF", "below")
        start = (
            f"MATCH (:Committee {{code: scope.committee}}){below}(:Committee)<-[l:{ever('OWNED_BY')}]-({var}:Standard)"
        )
        counts, conditions = holds("l"), [listed(var)]
    elif "product_category" in shape:
        del tests["product_category"]
        start = f"{_KINDS} MATCH {_NAMED_BY_KIND}<-[l:{ever('APPLIES_TO')}]-({var}:Standard) WITH scope, {var}, l"
        counts, conditions = holds("l"), [listed(var)]
    else:
        message = f"no starting point for a scope of {sorted(shape)}"
        raise ValueError(message)
    conditions += [text for name, text in tests.items() if name in shape]
    start = f"{start} WHERE {' AND '.join([counts, on_plan(var), is_item(var), *([where] if where else [])])}"
    kept = var if single and not conditions else f"scope, {var}"
    once = f"WITH {kept}, max({SAID}) AS said" if said else f"WITH DISTINCT {kept}"
    return f"{start} {once}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")


def among(shape: frozenset[str], var: str = "s", where: str = "") -> str:
    """Clauses that bind those standards that ``$among`` names by id and ``standards`` would bind, as ``scope, s``."""
    conditions = [on_plan(var), is_item(var), *([where] if where else []), listed(var)]
    return f"UNWIND $among AS one MATCH ({var}:Standard {{id: one}}) WHERE {' AND '.join(conditions)}{within(shape, var)} WITH scope, {var}"


def within(shape: frozenset[str], var: str = "s") -> str:
    """Further conditions (each with its AND) that a bound standard is in the scope."""
    above = f"{upwards('PART_OF', 'lu')}(:Subsystem {{id: scope.subsystem}})"
    tests = {
        "system": listed(var, system=True),
        "subsystem": (
            f"EXISTS {{ MATCH ({var})-[ll:{ever('LISTED_IN')}]->(lx:Subsystem){above} WHERE {lists('ll', 'lx')} AND {is_item(var)} }}"
        ),
        "committee": owned(var),
        "product_category": concerns(var),
    }
    return "".join(f" AND {text}" for name, text in tests.items() if name in shape)


def within_or_left(shape: frozenset[str], var: str = "s", event: str = "e") -> str:
    """Further conditions (each with its AND) that a bound standard is in the scope, or that its event removed it from
    there: a follower of a scope must see what leaves it. Whether anything is on the plan does not matter: it may have left just now."""
    left = {
        "system": ("Subsystem", "(:Subsystem {id: LEFT, system: scope.system})"),
        "subsystem": ("Subsystem", "(:Subsystem {id: LEFT})-[:PART_OF*0..]->(:Subsystem {id: scope.subsystem})"),
        "committee": (
            "Committee",
            "(:Committee {code: LEFT})-[:SUBCOMMITTEE_OF*0..]->(:Committee {code: scope.committee})",
        ),
        "product_category": (
            "ProductCategory",
            f"{_OF_CATEGORY.removesuffix('(:ProductCategory)')}(:ProductCategory {{code: LEFT}})",
        ),
    }
    conditions = []
    for name, in_scope in _membership(shape, var).items():
        label, pattern = left[name]
        key = f"{event}.left{label}"
        conditions.append(
            f" AND ({in_scope} OR {key} IS NOT NULL AND EXISTS {{ MATCH {pattern.replace('LEFT', key)} }})"
        )
    return "".join(conditions)


def _membership(shape: frozenset[str], var: str) -> dict[str, str]:
    tests = {
        "system": f"EXISTS {{ ({var})-[:LISTED_IN]->(:Subsystem {{system: scope.system}}) }}",
        "subsystem": f"EXISTS {{ MATCH ({var})-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->(:Subsystem {{id: scope.subsystem}}) }}",
        "committee": f"EXISTS {{ MATCH ({var})-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(:Committee {{code: scope.committee}}) }}",
        "product_category": f"EXISTS {{ MATCH {_OF_CATEGORY}<-[:APPLIES_TO]-({var}) }}",
    }
    return {name: text for name, text in tests.items() if name in shape}


def thing_within(shape: frozenset[str], var: str = "t") -> str:
    """Further conditions (each with its AND) that a bound thing other than a standard is in the scope."""
    tests = {
        "system": (
            "(:StandardsSystem {{code: scope.system}})-[:AIMS_AT]->({0})",
            "({0})-[:MET_IN]->(:Subsystem {{system: scope.system}})",
        ),
        "subsystem": (
            "({0})-[:PART_OF*0..]->(:Subsystem {{id: scope.subsystem}})",
            "({0})-[:MET_IN]->(:Subsystem)-[:PART_OF*0..]->(:Subsystem {{id: scope.subsystem}})",
        ),
        "committee": ("({0})-[:SUBCOMMITTEE_OF*0..]->(:Committee {{code: scope.committee}})",),
        "product_category": (
            "({0})-[:KIND_OF*0..]->(:ProductCategory {{code: scope.category}})",
            "({0})-[:DEMANDS_FOR]->(:ProductCategory)-[:KIND_OF*0..]->(:ProductCategory {{code: scope.category}})",
        ),
    }
    own = f"{var}.system = scope.system OR {var}.id = scope.system AND {var}.code = scope.system"
    conditions = []
    for name, patterns in tests.items():
        if name in shape:
            texts = [f"EXISTS {{ MATCH {pattern.format(var)} }}" for pattern in patterns]
            conditions.append(f" AND ({' OR '.join([*([own] if name == 'system' else []), *texts])})")
    return "".join(conditions)


def record_within(shape: frozenset[str], var: str = "g") -> str:
    """Further conditions (each with its AND) that the record of a tracked gap is in the scope: by the gap's subject, by its
    subsystem, and for a committee also by assignment."""
    standard, located = f"({var})-[:ABOUT]->(:Standard)", f"({var})-[:STANDS_IN]->(:Subsystem"
    above, owner = (
        "(:Subsystem)-[:PART_OF*0..]->(:Subsystem {id: scope.subsystem})",
        "-[:SUBCOMMITTEE_OF*0..]->(:Committee {code: scope.committee})",
    )
    tests = {
        "system": (
            f"{standard}-[:LISTED_IN]->(:Subsystem {{system: scope.system}})",
            f"{located} {{system: scope.system}})",
            f"({var})-[:ABOUT]->(:StandardsSystem {{code: scope.system}})",
            f"({var})-[:ABOUT]->(:Target)<-[:AIMS_AT]-(:StandardsSystem {{code: scope.system}})",
        ),
        "subsystem": (f"{standard}-[:LISTED_IN]->{above}", f"({var})-[:STANDS_IN]->{above}"),
        "committee": (
            f"{standard}-[:OWNED_BY]->(:Committee){owner}",
            f"({var})-[:ASSIGNED_TO]->(:Committee){owner}",
        ),
        "product_category": (
            f"({var})-[:ABOUT]->(:ProductCategory)-[:KIND_OF*0..]->(:ProductCategory {{code: scope.category}})",
            f"{_OF_CATEGORY}<-[:APPLIES_TO]-(:Standard)<-[:ABOUT]-({var})",
        ),
    }
    return "".join(
        f" AND ({' OR '.join(f'EXISTS {{ MATCH {pattern} }}' for pattern in patterns)})"
        for name, patterns in tests.items()
        if name in shape
    )
