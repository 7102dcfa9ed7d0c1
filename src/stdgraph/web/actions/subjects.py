"""What a secretariat acts on: standards, a gap, a change of the feed, and a committee for which something is registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stdgraph.domain.terms import Term
from stdgraph.web.actions.declared import ActedOn, ActionSubject, Node
from stdgraph.web.pages.address import link


def _standard(node: Node) -> ActedOn:
    code = node["number"] or node["planNumber"]
    name = " ".join(str(one) for one in (code, node["title"]) if one) or str(node["id"])
    return ActedOn(node["id"], name, node, node["revision"], link("standards", code or node["id"]))


def _standards(data: Node, _: Sequence[str]) -> list[ActedOn]:
    return [_standard(node) for node in data["nodes"] if node and "revision" in node]


def _gap(data: Node, _: Sequence[str]) -> list[ActedOn]:
    gap = data["gap"]
    if gap is None:
        return []
    record: Mapping[str, Any] = gap["record"] or {"kind": "GapRecord", "revision": 0}
    return [ActedOn(gap["key"], gap["message"], record, record["revision"], link("gaps", gap["key"]))]


def _change(data: Node, keys: Sequence[str]) -> list[ActedOn]:
    found = [edge["node"] for edge in data["changes"]["edges"] if str(edge["node"]["sequence"]) in keys]
    return [
        ActedOn(str(one["sequence"]), _concerned(one), {**one, "kind": "Change", "kindOfChange": one["kind"]})
        for one in found
    ]


def _concerned(change: Node) -> str:
    """By what people know what a change is of."""
    subject, thing = change["subject"] or {}, change["concerns"] or {}
    named = [
        subject.get("number") or subject.get("planNumber") or subject.get("code") or thing.get("key"),
        thing.get("title"),
    ]
    return " ".join(dict.fromkeys(str(one) for one in named if one))


STANDARDS = ActionSubject(
    parameter="standard",
    document="act_standards",
    variables=lambda keys: {"ids": list(keys)},
    things=_standards,
    noun=Term("标准", "standard"),
    many=True,
    member="standard",
)
ONE_STANDARD = ActionSubject(
    parameter="standard",
    document="act_standards",
    variables=lambda keys: {"ids": list(keys)},
    things=_standards,
    noun=Term("标准", "standard"),
    member="standard",
)
GAP = ActionSubject(
    parameter="gap",
    document="act_gap",
    variables=lambda keys: {"id": keys[0]},
    things=_gap,
    noun=Term("缺口", "gap"),
    member="gapId",
)
CHANGE = ActionSubject(
    parameter="change",
    document="act_change",
    variables=lambda keys: {"after": _before(keys[0])},
    things=_change,
    noun=Term("变更", "change"),
)
NOTHING_YET = ActionSubject(
    parameter="committees",
    document=None,
    variables=lambda _: {},
    things=lambda _, __: (),
    noun=Term("技术委员会", "committee"),
)


def _before(sequence: str) -> str | None:
    """The cursor after which a change comes; the feed says what is wrong with one that is none."""
    number = int(sequence) if sequence.isascii() and sequence.isdecimal() and len(sequence) < 16 else 0
    return str(number - 1) if number > 1 else None
