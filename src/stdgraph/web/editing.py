"""The steward's page of a system: its tree with demands, its items, targets, columns and facts, each with the forms that change it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import Forbidden, StdgraphError, Unauthenticated
from stdgraph.web.pages.address import Address
from stdgraph.web.pages.answering import answer, not_found, reader_of, refusal_page, render
from stdgraph.web.pages.page import document
from stdgraph.web.pages.reader import Reader


def editing_routes() -> list[BaseRoute]:
    """The route of the page."""
    return [Route("/systems/{code}/edit", show_editing, methods=["GET"])]


async def show_editing(request: Request) -> Response:
    """The page, for whoever may change the system; the items of the subsystem that the address names."""
    reader = await reader_of(request)
    try:
        address = Address(request)
        code = address.place["code"]
        _check(reader, code)
        subsystem = address.text("subsystem")
        variables = {
            "code": code,
            "language": reader.language.name,
            "asOf": str(address.on),
            "subsystem": subsystem or "",
            "chosen": subsystem is not None,
        }
        found = await answer(request, reader, document("edit"), variables, required=("system",))
        if found.data["system"] is None:
            return not_found(request, reader)
        return render(request, reader, "edit.html", data=found.data, problems=found.problems)
    except StdgraphError as error:
        return refusal_page(request, reader, error)


def _check(reader: Reader, code: str) -> None:
    """Raises Unauthenticated for nobody, Forbidden for whoever may not change the system."""
    if not reader.known:
        raise Unauthenticated("log in first")
    denied = decide(Action.CHANGE_SYSTEM, reader.who, Subject(systems=frozenset({code})))
    if denied is not None:
        raise Forbidden(denied.zh if reader.language is Language.ZH else denied.en)
