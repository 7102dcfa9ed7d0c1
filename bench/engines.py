"""The engine under measurement: the environment of the service, and which process the engine is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench.memory import process_with
from stdgraph.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """An engine's place: settings for this process, the same as variables for the service, and the engine's process."""

    settings: Settings
    environment: Mapping[str, str]
    pid: Callable[[], int | None]


@contextmanager
def place(engine: str, kept: Path | None = None) -> Iterator[Place]:
    """A place for ``embedded`` or ``neo4j``, empty and gone afterwards unless it is ``kept`` in a folder; Neo4j runs meanwhile.

    Raises ServerError where it cannot.
    """
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory(prefix="stdgraph-bench-") as folder:
        base = {"STDGRAPH_DATA_DIR": folder}
        if engine == "embedded":
            yield Place(
                Settings(data_dir=Path(folder)), base, lambda: process_with(f"stdgraph.store.embedded.child {folder}")
            )
            return
        from tools.neo4j.server import serve

        home = Path(folder, "neo4j")
        with serve(home=home) as server:
            settings = {"graph_uri": server.uri, "graph_user": server.user, "graph_password": server.password}
            yield Place(
                Settings.model_validate({"data_dir": Path(folder), **settings}),
                base | {f"STDGRAPH_{name.upper()}": value for name, value in settings.items()},
                lambda: process_with(f"--home-dir={home}"),
            )
