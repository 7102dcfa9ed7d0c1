"""Showing the form of an action, with what came of it."""

from __future__ import annotations

from starlette.responses import Response

from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import Language
from stdgraph.web.actions.carrying_out import CarriedOut
from stdgraph.web.actions.facts import known_facts
from stdgraph.web.actions.form import shown_fields
from stdgraph.web.actions.given import Problems
from stdgraph.web.actions.open_form import OpenForm
from stdgraph.web.actions.reading import allowed_stages, offered_codes
from stdgraph.web.pages.answering import render


async def form_page(opened: OpenForm, problems: Problems | None = None) -> Response:
    """The form, with what came of it."""
    language, result = opened.reader.language, opened.result
    told = {name: [one.text(language) for one in found] for name, found in (problems or {}).items()}
    told |= result.problems if result else {}
    stages = await allowed_stages(opened.request, opened.reader, opened.action, opened.things)
    refused = bool(told)
    told.setdefault("", []).extend(stages.refusals if result is None else ())
    fields = shown_fields(opened.action, opened.things, opened.entered, told, stages.codes, language)
    names = {one.name for one in fields}
    return render(
        opened.request,
        opened.reader,
        "act.html",
        status=_status(result, refused=refused),
        opened=opened,
        action=opened.action,
        things=opened.things,
        title=opened.action.title.in_language(language),
        explained=opened.action.explained and opened.action.explained.in_language(language),
        fields=fields,
        wrong=[text for name, texts in told.items() if name not in names for text in texts],
        refused_at_fields=any(name in names for name in told),
        result=result,
        problems=result.unanswered if result else (),
        previewed=result is not None and not refused,
        known={one.key: known_facts(one.node, language) for one in opened.things} if opened.action.tells else {},
        codes=await offered_codes(opened.request, opened.reader, opened.action, opened.things),
        other_language=opened.in_language(Language.EN if language is Language.ZH else Language.ZH),
        today=calendar.today(),
    )


def _status(result: CarriedOut | None, *, refused: bool) -> int:
    if result is not None and (result.is_denied or result.is_conflict):
        return 403 if result.is_denied else 409
    return 400 if refused else 200
