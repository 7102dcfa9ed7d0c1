"""``stdgraph serve``: the service, and one screen that says what it did."""

from __future__ import annotations

import asyncio
import logging
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli.exit import report_problem
from stdgraph.cli.options import Config, DataDir, Debug, given, settings_for
from stdgraph.cli.variables import unknown_variables_told

logger = logging.getLogger("stdgraph.serve")

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stdgraph.settings import Settings


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="NUMBER")] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="NUMBER")] = None,
    no_seed: Annotated[bool, typer.Option("--no-seed")] = False,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Start the engine, load the seed into an empty catalogue, and answer GraphQL over HTTP until Ctrl-C."""
    from stdgraph.web.process import configure_logging, listen_on

    settings = settings_for(
        context, data_dir, config, host=host, port=port, workers=workers, seed=False if no_seed else None
    )
    debug = debug or given(context).debug
    configure_logging(debug=debug, as_json=settings.logs_json)
    for problem in unknown_variables_told():
        if settings.logs_json:
            logger.warning(problem)
        else:
            report_problem(problem)
    with listen_on(settings.host, settings.port) as listener:
        if settings.workers > 1:
            _serve_with_workers(settings, listener, debug=debug)
        else:
            from uvicorn.loops.auto import auto_loop_factory

            with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
                runner.run(_serve_here(settings, listener, debug=debug))


async def _serve_here(settings: Settings, listener: socket.socket, *, debug: bool) -> None:
    """Serve in this process. The application is put together while the engine starts."""
    from stdgraph.cli.client import opened
    from stdgraph.cli.setup import make_ready

    begun = datetime.now(UTC)
    putting_together = asyncio.create_task(asyncio.to_thread(_application, settings))
    async with opened(settings, creates=True) as graph:
        screen = await make_ready(graph, settings, begun)
        app = await putting_together
        app.state.graph = graph
        screen.show()
        from stdgraph.web.server import serve_here

        await serve_here(app, settings, listener, debug=debug)


def _serve_with_workers(settings: Settings, listener: socket.socket, *, debug: bool) -> None:
    """Serve in workers. This process keeps the graph open meanwhile, so that the engine outlives each of them."""
    from anyio.from_thread import start_blocking_portal

    from stdgraph.cli.client import opened
    from stdgraph.cli.setup import make_ready
    from stdgraph.web.server import serve_with_workers

    begun = datetime.now(UTC)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened(settings, creates=True)) as graph:
        portal.call(make_ready, graph, settings, begun).show()
        serve_with_workers(settings, listener, debug=debug)


def _application(settings: Settings) -> Starlette:
    from stdgraph.web.app import create_app

    return create_app(settings)
