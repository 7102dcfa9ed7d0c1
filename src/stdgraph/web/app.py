"""The service as one ASGI application, put together in one place."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute

from stdgraph import __version__
from stdgraph.auth.tokens import drain
from stdgraph.datasets.backup.schedule import BackupSchedule
from stdgraph.datasets.opening import open_catalogue
from stdgraph.errors import Unauthenticated
from stdgraph.gap_records.reconciler import Reconciler
from stdgraph.graphql import graphql_app
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.access import Access, AccessLog
from stdgraph.web.actions.routes import action_routes
from stdgraph.web.body_pace import BodyPace
from stdgraph.web.editing import editing_routes
from stdgraph.web.exports import ExportRoute
from stdgraph.web.graphiql import assets, wants_page, with_page
from stdgraph.web.health import ALIVE, HEALTH, METRICS, PROBES, READY, alive, ready
from stdgraph.web.hosts import Admission, cross_origin
from stdgraph.web.import_turn import ImportTurn
from stdgraph.web.importing.routes import UPLOAD, import_routes
from stdgraph.web.imports import ImportRoute
from stdgraph.web.login import login_routes
from stdgraph.web.metrics import Metrics
from stdgraph.web.middleware import BodyLimit, Challenge, RequestId
from stdgraph.web.oidc_login import oidc_routes
from stdgraph.web.pages.reader import language_of
from stdgraph.web.pages.routes import (
    answer_page,
    bad_token,
    broken_page,
    nothing_there,
    page_routes,
    static_files,
)
from stdgraph.web.pages.table import PAGES
from stdgraph.web.tokens import token_routes


async def root(request: Request) -> Response:
    """The overview for a browser, or the facts as JSON."""
    if wants_page(request.scope):
        page = await answer_page(PAGES[0], request)
        page.headers["Vary"] = f"{page.headers['Vary']}, Accept"
        return page
    graph: Graph = request.app.state.graph
    facts = {
        "name": "stdgraph",
        "version": __version__,
        "engine": graph.engine.version,
        "graphql": "/graphql",
        "exports": "/export/",
        "import": IMPORT,
        "alive": ALIVE,
        "ready": READY,
    }
    return JSONResponse(facts, headers={"Vary": "Accept"})


logger = logging.getLogger(__name__)

IMPORT = "/import"
"""Where files are sent; their size has a limit of its own."""
ALLOCATIONS = 20_000
"""Objects made, less objects gone, after which the youngest are searched for circles."""


def create_app(settings: Settings) -> Starlette:
    """The service. It opens the graph when it starts and closes it when it stops.

    A graph that is put into ``state.graph`` before it starts is used instead and left open.
    """

    def graph() -> Graph:
        opened: Graph = app.state.graph
        return opened

    reconciler = Reconciler(graph)
    metrics = Metrics(graph) if settings.metrics else None
    log = AccessLog(PROBES) if settings.logs_json else None
    observers = [one for one in (metrics, log) if one is not None]
    graphql = graphql_app(graph, settings, reconciler, [one.operation for one in observers])
    turn = ImportTurn()
    app = Starlette(
        routes=[
            # what most requests are for comes first: routes are tried in turn
            Route("/graphql", with_page(graphql, language_of) if settings.graphiql else graphql, name="graphql"),
            WebSocketRoute("/graphql", graphql),
            Route("/", root),
            *page_routes(),
            *action_routes(),
            *editing_routes(),
            static_files(),
            *login_routes(),
            *oidc_routes(settings),
            *token_routes(),
            *([Mount("/graphiql", assets())] if settings.graphiql else []),
            Route(IMPORT, ImportRoute(turn).answer, methods=["POST"]),
            *import_routes(turn),
            Route("/export/{what:path}", ExportRoute().answer, methods=["GET"]),
            Route(ALIVE, alive),
            Route(READY, ready),
            *([Route(METRICS, metrics.answer)] if metrics else []),
        ],
        middleware=[
            Middleware(RequestId),
            Middleware(Access, observers=[one.request for one in observers]),
            Middleware(Admission, settings=settings, without=HEALTH),
            *cross_origin(settings),
            Middleware(Challenge),
            Middleware(BodyPace, seconds=settings.receive_timeout),
            Middleware(BodyLimit, limit=settings.max_body, without=frozenset({IMPORT, UPLOAD})),
        ],
        exception_handlers={404: nothing_there, Unauthenticated: bad_token, Exception: broken_page},
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.schema = graphql.schema
    app.state.plans = graphql.plans
    app.state.reconciler = reconciler
    app.state.metrics = metrics
    app.state.backups = (
        BackupSchedule(graph, settings.backup_dir, settings.backup_interval, settings.backup_keep)
        if settings.backup_dir
        else None
    )
    return app


def _log_unfinished(load: str) -> None:
    logger.warning("load %s was begun and not finished: going on with it", load)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    given: Graph | None = getattr(app.state, "graph", None)
    if given is None:
        app.state.graph = await open_catalogue(app.state.settings, finishing=_log_unfinished)
    # What exists by now stays for good: no collection needs to look at it again. An answer may be tens of thousands of objects, none
    # of them in a circle: looking for circles after every few hundred takes longer than making it.
    await asyncio.to_thread(gc.collect)
    gc.freeze()
    gc.set_threshold(ALLOCATIONS)
    app.state.reconciler.start()
    if app.state.backups is not None:
        app.state.backups.start()
    metrics: Metrics | None = app.state.metrics
    try:
        async with nullcontext() if metrics is None else metrics.watching():
            yield
    finally:
        if app.state.backups is not None:
            await app.state.backups.stop()
        await app.state.reconciler.stop()
        await drain(app.state.graph)
        if given is None:
            await app.state.graph.close()
