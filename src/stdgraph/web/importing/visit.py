"""Who opens a page of imports, and what it works with; nobody does without being logged in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stdgraph.auth.origins import is_same_origin
from stdgraph.datasets.importing.plans import ImportPlan, ImportPlans, NoSuchPlan
from stdgraph.datasets.importing.service import check_maker
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import Forbidden, StdgraphError, Unauthenticated
from stdgraph.graphql.context import Context
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.import_turn import ImportTurn
from stdgraph.web.pages.address import link
from stdgraph.web.pages.answering import (
    HEADERS,
    Answered,
    answer,
    context_of,
    keep_bookmark,
    reader_of,
    refusal_page,
    render,
)
from stdgraph.web.pages.page import Variables, document
from stdgraph.web.pages.reader import Reader


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page of imports, by somebody who is logged in."""

    request: Request
    reader: Reader
    turn: ImportTurn

    @property
    def graph(self) -> Graph:
        """The graph."""
        graph: Graph = self.request.app.state.graph
        return graph

    @property
    def settings(self) -> Settings:
        """The settings."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def plans(self) -> ImportPlans:
        """The plans that are kept."""
        return ImportPlans(self.settings.data_dir)

    def plan(self) -> ImportPlan:
        """The plan of the address. Raises NoSuchPlan, and Forbidden for anybody but its maker and administrators."""
        plan = self.plans.find(self.request.path_params["plan"])
        check_maker(plan, self.reader.who)
        return plan

    def context(self) -> Context:
        """What the functions behind the mutations carry, with the identity of the reader."""
        return context_of(self.request, self.reader.who)

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the reader."""
        return zh if self.reader.language is Language.ZH else en

    async def answer(self, name: str, **variables: object) -> Answered:
        """What a document of the pages answers, through the public schema. Raises StdgraphError where nothing can be answered."""
        asked: Variables = {"language": self.reader.language.name, **variables}
        return await answer(self.request, self.reader, document(name), asked)

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A template as a response."""
        return render(self.request, self.reader, template, status=status, **values)

    def to(self, *parts: str, bookmark: str | None = None, **parameters: object) -> Response:
        """Send the browser to a page of imports, which sees what the bookmark stands for."""
        response = RedirectResponse(link("import", *parts, **parameters), status_code=303, headers=dict(HEADERS))
        keep_bookmark(response, self.request, bookmark)
        return response


Visited = Callable[[Visit], Awaitable[Response]]


async def _visit(visited: Visited, turn: ImportTurn, request: Request) -> Response:
    reader = await reader_of(request)
    try:
        if not reader.known:
            raise Unauthenticated("an import requires a login (expected an access token, or to be signed in)")
        if request.method == "POST" and not is_same_origin(request, request.app.state.settings):
            raise Forbidden(
                "the form was not sent by a page of this service: open the page here, and send it from there"
            )
        return await visited(Visit(request, reader, turn))
    except NoSuchPlan as error:
        return render(request, reader, "refusal.html", status=404, refused=404, message=str(error), nearest=[])
    except StdgraphError as error:
        return refusal_page(request, reader, error)


def known_only(visited: Visited, turn: ImportTurn) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a page for people who are logged in; what is wrong is told on a page."""
    return partial(_visit, visited, turn)
