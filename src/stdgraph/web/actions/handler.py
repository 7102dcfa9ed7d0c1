"""The pages of actions: the form, what a dry run says of it, and carrying it out, after which the browser goes where it came from."""

from __future__ import annotations

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stdgraph.commands.outcomes import Message
from stdgraph.errors import BadInput, StdgraphError, Unauthenticated, UnknownCode
from stdgraph.web.actions.carrying_out import CarriedOut, carry_out
from stdgraph.web.actions.declared import ActedOn, PageAction
from stdgraph.web.actions.form import first_values
from stdgraph.web.actions.given import UNCHANGED, WAS, Problems, read_given
from stdgraph.web.actions.open_form import REQUEST, REVISION, OpenForm
from stdgraph.web.actions.reading import read_things
from stdgraph.web.actions.sent_form import SentForm
from stdgraph.web.actions.showing import form_page
from stdgraph.web.forms import read_pairs
from stdgraph.web.pages.address import TOLD, link
from stdgraph.web.pages.answering import HEADERS, keep_bookmark, reader_of, refusal_page
from stdgraph.web.pages.reader import Reader
from stdgraph.web.pages.told import told_code


async def show_form(action: PageAction, request: Request) -> Response:
    """The form, filled in with what is known."""
    reader = await reader_of(request)
    opened = OpenForm(action, request, reader, SentForm(request.query_params.multi_items()))
    try:
        _require_login(reader)
        if action.subject.many and not opened.form.all(action.subject.parameter):
            return _back(opened, told_code("none", 0, None), None)
        opened.things = await read_things(request, reader, action, opened.form)
        first = first_values(action, opened.things)
        given = {name: value for name in first if (value := opened.form.get(name))}
        opened.entered = {**first, **given, **{WAS + name: value for name, value in first.items()}}
        opened.request_id = str(uuid4())
        return await form_page(opened)
    except StdgraphError as error:
        return refusal_page(request, reader, error)


async def answer_form(action: PageAction, request: Request) -> Response:
    """What a dry run says of the form, or where to go once it is carried out; the form again with what is wrong with it."""
    reader = await reader_of(request)
    try:
        form = SentForm(await read_pairs(request))
        opened = OpenForm(action, request, reader, form, entered=form.fields, request_id=form.get(REQUEST))
        if not reader.known:
            return RedirectResponse(link("login", next=opened.again), status_code=303, headers=dict(HEADERS))
        opened.things = await read_things(request, reader, action, form)
        problems = await _answer(opened)
        if opened.result is not None and opened.result.applied:
            return _done(opened, opened.result)
        return await form_page(opened, problems)
    except StdgraphError as error:
        return refusal_page(request, reader, error)


async def _answer(opened: OpenForm) -> Problems:
    """Do what the form asks for, and return what is wrong with what it says."""
    action, form = opened.action, opened.form
    things = [_as_shown(one, form.get(REVISION + one.key)) for one in opened.things]
    given, problems = read_given(action, things, opened.entered, opened.parameters)
    if problems:
        return problems
    items = action.items_of(given)
    if not items or (action.changed_only and not given.values):
        return {"": [UNCHANGED]}
    is_dry = form.get("step") != "apply"
    request_id = None if is_dry else _request_id(opened)
    try:
        opened.result = await carry_out(
            opened.request, opened.reader, action, opened.things, items, request_id=request_id
        )
    except UnknownCode as error:
        opened.result = CarriedOut(applied=False)
        return {_place_of(error, action): [_unknown(error)]}
    except BadInput as error:
        opened.result = CarriedOut(applied=False, problems={"": [str(error)]})
    if opened.result.used_before:
        opened.request_id = str(uuid4())
    return {}


def _place_of(error: UnknownCode, action: PageAction) -> str:
    """The field that holds a code which the catalogue does not have; empty where that is none."""
    path = str(error).partition(":")[0]
    name = path.rpartition(".")[2].partition("[")[0]
    return name if any(one.name == name and not one.each for one in action.fields) else ""


def _unknown(error: UnknownCode) -> Message:
    near = ", ".join(error.nearest)
    return Message(
        f"目录中没有这个代码{'，相近的有 ' + near if near else ''}",
        f"the catalogue has no such code{'; those that come nearest: ' + near if near else ''}",
    )


def _as_shown(thing: ActedOn, revision: str) -> ActedOn:
    """The thing with the revision that it had when the form was made."""
    if thing.revision is None or not (revision.isascii() and revision.isdecimal() and len(revision) < 10):
        return thing
    return ActedOn(thing.key, thing.name, thing.node, int(revision), thing.to)


def _request_id(opened: OpenForm) -> str:
    if not opened.request_id or len(opened.request_id) > 100:
        raise BadInput(f"{REQUEST}: expected the id that the form was made with")
    return opened.request_id


def _done(opened: OpenForm, result: CarriedOut) -> Response:
    """Lead the browser on, and have it read after what it wrote."""
    single = result.sequences[0] if len(result.sequences) == 1 and opened.action.name != "undo" else None
    count = len(result.changes) if not opened.action.changed_only else max(len(result.sequences), 1)
    return _back(opened, told_code(opened.action.name, count, single), result.bookmark)


def _back(opened: OpenForm, told: str, bookmark: str | None) -> Response:
    """Lead the browser to where it came from, which tells what was done."""
    path, hash_, fragment = opened.next.partition("#")
    to = f"{path}{'&' if '?' in path else '?'}{TOLD}={told}{hash_}{fragment}"
    response = RedirectResponse(to, status_code=303, headers=dict(HEADERS))
    return keep_bookmark(response, opened.request, bookmark)


def _require_login(reader: Reader) -> None:
    if not reader.known:
        raise Unauthenticated("log in first")
