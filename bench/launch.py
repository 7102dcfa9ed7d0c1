"""``python -m bench.launch MARKS fresh|kept serve …``: the ``stdgraph`` command, noting in a file when its parts begin and end,
and in another one, once a second, what it remembers.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread
from typing import Any

Part = tuple[str, str, str, str]
"""What a part is called, and the function that is it: module, class (or nothing), name."""

ENGINES: tuple[Part, ...] = (
    ("engine", "stdgraph.store.embedded.engine", "EmbeddedEngine", "start"),
    ("engine", "stdgraph.store.neo4j_server", "Neo4jServer", "start"),
)
SCHEMA: Part = ("schema", "stdgraph.store.migrations", "", "apply")
SEED: Part = ("seed", "stdgraph.datasets.loader", "", "load_seed")


NOTED_EVERY = 1.0


def memory_file(marks: Path) -> Path:
    """The file beside the marks that tells what the service remembers."""
    return marks.with_name("memory.json")


def _note_memory(graph: Any, file: Path) -> None:
    """Tell what the service remembers, as long as it runs."""
    while True:
        found = {kind: (usage.entries, usage.bytes) for kind, usage in dict(graph.memory.usage).items()}
        new = file.with_suffix(".new")
        new.write_text(json.dumps(found), encoding="utf-8")
        new.replace(file)
        time.sleep(NOTED_EVERY)


def main(marks: Path, *, fresh: bool) -> None:
    """Run the command line with the remaining arguments."""

    def mark(part: Part, then: Callable[..., None] = lambda *_: None) -> None:
        label, module, owner, name = part
        holder = importlib.import_module(module)
        holder = getattr(holder, owner) if owner else holder
        inner: Callable[..., Awaitable[Any]] = getattr(holder, name)

        async def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.monotonic()
            try:
                return await inner(*arguments, **named)
            finally:
                with marks.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([label, begun, time.monotonic()]) + "\n")
                then(*arguments)

        setattr(holder, name, timed)

    for engine in ENGINES:
        mark(engine)

    def opened(graph: Any, *_: object) -> None:
        Thread(target=_note_memory, args=(graph, memory_file(marks)), daemon=True).start()
        if fresh:  # the loader is imported only where it is needed: as late here as the command itself would import it
            mark(SEED)

    mark(SCHEMA, then=opened)
    importlib.import_module("stdgraph.cli").main()


if __name__ == "__main__":
    _, file, state, *rest = sys.argv
    sys.argv = ["stdgraph", *rest]
    main(Path(file), fresh=state == "fresh")
