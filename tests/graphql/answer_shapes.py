"""The oracle's answers in the shape in which GraphQL gives them, and GraphQL's in the oracle's keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.graphql.client import Answer, key_of
from tests.oracle.answers import TreeRow, rows_behind
from tests.oracle.day import Day
from tests.oracle.gap import KINDS, Gap, Scope, in_scope
from tests.oracle.impact import unrecorded
from tests.oracle.progress import Progress
from tests.oracle.readiness import Readiness, steps

LEVELS = ("NATIONAL", "INDUSTRY", "LOCAL", "GROUP", "ENTERPRISE", "INTERNATIONAL", "OTHER", None)


def told_progress(day: Day, expected: Progress) -> Answer:
    return {
        "asOf": day.on.isoformat(),
        "declared": expected.declared,
        "items": expected.items,
        "itemsMet": expected.items_met,
        "itemsOpen": expected.items_open,
        "itemsLeft": expected.items_left,
        "inferred": expected.inferred,
        "caveat": told_caveat(expected),
        "statistics": [
            {"level": level, "required": required, "existing": existing, "ratio": existing / required}
            for level, required, existing in expected.statistics
        ],
        "statisticsTotal": {
            "required": max(expected.declared or 0, expected.items),
            "existing": expected.items_met,
            "ratio": expected.completion,
        },
        "listed": expected.listed,
        "unitemised": expected.unitemised,
        "planned": expected.planned,
        "drafting": expected.drafting,
        "published": expected.published,
        "inForce": expected.in_force,
        "upcoming": expected.upcoming,
        "superseded": expected.superseded,
        "withdrawn": expected.withdrawn,
        "abandoned": expected.abandoned,
        "undated": expected.undated,
        "imprecise": expected.imprecise,
        "completion": expected.completion,
        "byLevel": [
            {
                "level": level,
                **{name: expected.by_level[level][name.upper()] for name in ("planned", "drafting", "published")},
                "withdrawn": expected.by_level[level]["WITHDRAWN"],
            }
            for level in LEVELS
            if level in expected.by_level
        ],
        "byStage": [
            {"stage": None if stage is None else {"code": stage}, "count": count}
            for stage, count in sorted(expected.by_stage.items(), key=lambda item: item[0] or "")
        ],
    }


def told_caveat(expected: Progress) -> str | None:
    if expected.inferred * 2 <= expected.listed:
        return None
    return f"收录的 {expected.listed} 项标准中有 {expected.inferred} 项系编者推断归入，未见来源载明，完成率仅供参考。"


def told_unknown(day: Day, scope: Scope, what: str) -> str | None:
    number, listed = unrecorded(day, rows_behind(day, scope)["LISTED"])
    return f"收录的 {listed} 项标准中有 {number} 项没有引用记录：{what}。" if number else None


def told_row(row: TreeRow) -> Answer:
    return {
        "subsystem": {"code": row.subsystem.split("/", 1)[1]},
        "parentCode": row.parent,
        "openGaps": row.open_gaps,
        "own": _figures(row.own),
        "total": {**_figures(row.total), "completion": row.total.completion, "caveat": told_caveat(row.total)},
    }


def _figures(figures: Progress) -> Answer:
    return {
        "items": figures.items,
        "itemsMet": figures.items_met,
        "itemsOpen": figures.items_open,
        **{
            name: getattr(figures, name)
            for name in ("listed", "planned", "drafting", "published", "withdrawn", "imprecise", "inferred")
        },
    }


def shown_chain(chain: Answer) -> Answer:
    members = {
        member["category"]["code"]: (
            member["depth"],
            member["state"],
            {key_of(standard["id"]) for standard in member["standards"]},
        )
        for member in chain["members"]
    }
    assert len(members) == len(chain["members"])
    following = [
        {**step, "category": step["category"]["code"], "standards": [key_of(one["id"]) for one in step["standards"]]}
        for step in chain["next"]
    ]
    return {**chain, "members": members, "next": following}


def told_chain(day: Day, chain: Readiness) -> Answer:
    return {
        "total": chain.total,
        "inForce": chain.in_force,
        "underway": chain.underway,
        "groupOnly": chain.group_only,
        "missing": chain.missing,
        "imprecise": chain.imprecise,
        "ratio": chain.ratio,
        "complete": chain.complete,
        "notice": None if chain.members else "该产品没有记录任何上游依赖，无从判断其链条是否完整。",
        "members": {code: (member.depth, member.state, member.standards) for code, member in chain.members.items()},
        "next": [
            {
                "category": step.code,
                **{name: getattr(step, name) for name in ("unlocks", "completes", "score", "standards")},
            }
            for step in steps(day, chain)
        ],
    }


def shown_gaps(connection: Answer) -> Answer:
    """A connection of gaps as it was answered, in the oracle's keys."""
    nodes = [edge["node"] for edge in connection["edges"]]
    for node in nodes:
        parts = dict(node["scoreParts"])
        parts.pop("nearness")
        assert node["message"]
        assert sum(parts.values()) == node["score"]
    return {
        "total": connection["totalCount"],
        "counts": {one["kind"]: one["count"] for one in connection["countByKind"]},
        "gaps": [
            {
                **{name: node[name] for name in ("kind", "severity", "since", "score")},
                "id": node["key"],
                "nearness": node["scoreParts"]["nearness"],
                "system": node["system"] and node["system"]["code"],
                "subsystems": [key_of(one["id"]) for one in node["subsystems"]],
                "categories": [one["code"] for one in node["productCategories"]],
                "subject": key_of(node["subject"]["id"]),
                "unlocks": [category["code"] for category in node["unlocks"]],
            }
            for node in nodes
        ],
    }


def gap_rows(day: Day, found: Iterable[Gap], scope: Scope, most: int | None = None) -> Answer:
    """The same from the oracle's gaps; `most` of them are shown, all are counted."""
    inside = [gap for gap in found if in_scope(day, gap, scope)]
    kinds = Counter(gap.kind for gap in inside)
    return {
        "total": len(inside),
        "counts": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "gaps": [
            {
                "id": gap.id,
                "nearness": gap.nearness,
                "system": min({one.partition("/")[0] for one in gap.subsystems} or {gap.system or ""}) or None,
                "subsystems": sorted(gap.subsystems),
                "categories": sorted(gap.categories & day.categories),
                "kind": gap.kind,
                "severity": gap.severity,
                "since": gap.since.isoformat() if gap.since else None,
                "score": gap.score,
                "subject": gap.subject,
                "unlocks": sorted(gap.unlocks),
            }
            for gap in inside[:most]
        ],
    }
