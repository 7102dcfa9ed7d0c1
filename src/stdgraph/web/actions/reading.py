"""Reading what a form is about: the things, the stages that may follow for all of them, and the codes that are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request

from stdgraph.domain import calendar
from stdgraph.errors import BadInput, UnknownCode
from stdgraph.web.actions.declared import ActedOn, FieldKind, PageAction
from stdgraph.web.actions.sent_form import SentForm
from stdgraph.web.pages.answering import answer
from stdgraph.web.pages.page import document
from stdgraph.web.pages.reader import Reader

MOST = 200
"""Things of a form."""

_NOT_NEXT = "60.00"
"""A stage that follows neither nothing nor 90.93."""


async def read_things(request: Request, reader: Reader, action: PageAction, form: SentForm) -> Sequence[ActedOn]:
    """The things that the address names, as they are now. Raises BadInput for none or too many, UnknownCode for what is not there."""
    subject = action.subject
    keys = form.all(subject.parameter)
    if subject.document is None:
        return ()
    most = MOST if subject.many else 1
    if not 1 <= len(keys) <= most:
        raise BadInput(f"{subject.parameter}: expected 1 to {most}, got {len(keys)}")
    variables = {**subject.variables(keys), "language": reader.language.name, "asOf": str(calendar.today())}
    found = await answer(request, reader, document(subject.document), variables)
    things = subject.things(found.data, keys)
    if len(things) < len(keys):
        known = {one.key for one in things}
        missing = ", ".join(key for key in keys if key not in known)
        raise UnknownCode(f"{subject.parameter}: no such {subject.noun.en}: {missing[:200]}")
    return things


class StagesOffered(NamedTuple):
    """The stages that may follow for all things of a form, and why there are none."""

    codes: Sequence[str] = ()
    refusals: Sequence[str] = ()


async def allowed_stages(
    request: Request, reader: Reader, action: PageAction, things: Sequence[ActedOn]
) -> StagesOffered:
    """The stages that may follow for all things: what a dry run to a stage that may not follow answers."""
    if not any(one.kind is FieldKind.STAGE for one in action.fields) or not things:
        return StagesOffered()
    items = [{"advanceStandard": {"standard": one.key, "to": _not_next(one.node)}} for one in things]
    found = await answer(request, reader, document("act_stages"), {"items": items, "language": reader.language.name})
    outcomes = [row["outcome"] for row in found.data["applyChanges"]["outcomes"]]
    each = [[one["code"] for one in outcome.get("allowed") or ()] for outcome in outcomes]
    common = [code for code in each[0] if all(code in one for one in each)]
    denied = [str(one["message"]) for one in outcomes if one["kind"] != "TransitionRefused"]
    return StagesOffered(common, list(dict.fromkeys(denied)))


def _not_next(node: Mapping[str, Any]) -> str:
    """A stage that may not follow the present one: that itself, but for one that may be repeated, and where there is none."""
    stage = node["stage"]
    return _NOT_NEXT if stage is None or stage["code"] == "90.93" else str(stage["code"])


async def offered_codes(
    request: Request, reader: Reader, action: PageAction, things: Sequence[ActedOn]
) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The codes that fields of the form are offered, by the name of the list; subsystems are those of the system of the thing."""
    wanted = {one.codes for one in action.fields if one.codes}
    if not wanted:
        return {}
    lists = {name: name in wanted for name in ("committees", "systems", "categories", "subsystems")}
    system = things[0].key.partition("/")[0] if lists["subsystems"] and things else ""
    variables = {"language": reader.language.name, "system": system, **lists}
    found = await answer(request, reader, document("act_codes"), variables)
    rows = {name: found.data.get(name) or () for name in wanted}
    if rows.get("subsystems"):
        rows["subsystems"] = [one["subsystem"] for one in found.data["subsystems"]["tree"] or ()]
    return rows
