"""``python -m bench``: start, speed and memory of the service on the seed, beside what the engine alone takes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from uvicorn.loops.auto import auto_loop_factory

from bench.catalogues import CATALOGUES, MeasuredCatalogue
from bench.compare import compare
from bench.engines import Place, place
from bench.exporting import measure_exports
from bench.freshness import measure_freshness
from bench.gaps import measure_gaps
from bench.growth import LARGEST, measure_growth
from bench.importing import measure_imports
from bench.latency import changed_latencies, latencies
from bench.memory import imports, resident
from bench.national import STANDARDS
from bench.operations import DOCUMENTS, Operation, operations
from bench.paging import measure_pages
from bench.peers import measure_peers
from bench.report import Row, Section, show
from bench.sampling import Effort
from bench.service import Service, service
from bench.soak import measure_soak
from bench.turns import Pace
from bench.writing import measure_writing
from stdgraph.store.session import Graph

console = Console(stderr=True)

WHAT = (
    "reading",
    "writing",
    "exporting",
    "importing",
    "pages",
    "peers",
    "growth",
    "compare",
    "gaps",
    "soak",
    "freshness",
)


async def measure(where: Place, asked: Sequence[Operation], effort: Effort, standards: int) -> list[Section]:
    """Every table, in the order in which it is measured."""
    console.print("first start")
    async with service(where.environment, fresh=True) as first:
        starts = [_start("first, seed loaded", first)]
    console.print("second start")
    async with service(where.environment, fresh=False) as running, await Graph.open(where.settings) as graph:
        starts.append(_start("second, data kept", running))
        before = resident(running.pid)
        if standards:
            from bench.scale import enlarge

            console.print(f"a catalogue of {standards} more standards")
            asked = await enlarge(graph, standards, asked)
        rows: list[Row] = []
        async for row in latencies(graph, where.settings, running, asked, effort):
            console.print(f"{row['operation']}: {row['p50 ms']:.1f} ms, {row['ratio p50']:.2f} times the floor")
            rows.append(row)
        changed: list[Row] = []
        gaps = [one for one in asked if one.name.startswith(("02", "05"))]
        async for row in changed_latencies(graph, where.settings, running, gaps, effort):
            console.print(f"{row['operation']} after {row['after']}: {row['p50 ms']:.1f} ms")
            changed.append(row)
        memory = _memory(where, before, running.pid)
        version = graph.engine.version
    console.print("imports")
    async with service(where.environment, fresh=False, python=("-X", "importtime")) as traced:
        imported = imports(traced.log)
    return [
        Section(f"Start to the first answer, seconds ({version})", starts),
        Section(f"Operations over HTTP beside the same Cypher alone ({version})", rows),
        *([Section(f"Right after a change ({version})", changed)] if changed else []),
        Section(f"Memory, MB ({version})", memory),
        Section("Imports of stdgraph serve, tracing included", imported),
    ]


def _start(name: str, service: Service) -> Row:
    parts = service.parts
    rest = service.seconds - sum(parts.values())
    return {
        "start": name,
        "total": service.seconds,
        "before the engine": parts["before"],
        "engine": parts.get("engine"),
        "schema": parts.get("schema"),
        "seed": parts.get("seed", 0.0),
        "rest, first answer": rest,
        "own processor time": service.processor,
    }


def _memory(where: Place, before: float | None, service_pid: int) -> list[Row]:
    engine = where.pid()
    return [
        {"process": "service, after its first answer", "resident": before},
        {"process": "service, after the run", "resident": resident(service_pid)},
        {"process": "engine, after the run", "resident": resident(engine) if engine else None},
    ]


def _catalogue(options: argparse.Namespace) -> MeasuredCatalogue:
    """The one that is named, else the register that is given, else the seed."""
    name = options.catalogue or ("iso" if options.register else "seed")
    return MeasuredCatalogue(name, options.register, options.standards or STANDARDS)


def _runs(files: Sequence[Path]) -> tuple[Path, Path | None]:
    """The older run and the newer one."""
    if not 1 <= len(files) <= 2:
        raise ValueError("compare: expected OLD.json [NEW.json]")
    return files[0], files[1] if len(files) > 1 else None


def _pace(options: argparse.Namespace) -> Pace:
    return Pace(options.turns, options.seconds, min(options.seconds, Pace().warm), tuple(options.clients))


def main() -> int:
    """Measure and print; 1 where an engine cannot run or an operation does not answer."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=WHAT, default="reading")
    parser.add_argument(
        "runs", nargs="*", type=Path, help="of compare: an older run and a newer one, else standard input"
    )
    parser.add_argument("--engine", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--format", choices=("table", "markdown", "json"), default="table")
    parser.add_argument("--standards", type=int, default=0, help="add a generated system with so many standards")
    parser.add_argument("--documents", type=Path, default=DOCUMENTS, help="folder of the operations")
    parser.add_argument("--register", type=Path, nargs="+", default=[], help="files of a register to import")
    parser.add_argument("--only", default="", help="only operations whose name contains this")
    parser.add_argument("--catalogue", choices=CATALOGUES, help="of peers: what it is asked about")
    parser.add_argument("--keep", type=Path, help="of peers: folder that keeps the catalogue for the next run")
    parser.add_argument("--clients", type=int, nargs="+", default=Pace().clients, help="of peers: how many ask at once")
    parser.add_argument("--turns", type=int, default=Pace().turns, help="of peers: turns of each way")
    parser.add_argument("--seconds", type=float, default=Pace().seconds, help="of peers: length of a turn")
    parser.add_argument("--minutes", type=float, default=15.0, help="how long a soak takes, or freshness at most")
    parser.add_argument("--rate", type=float, default=30.0, help="of a soak: reads a second")
    parser.add_argument(
        "--cache",
        default="16MB",
        help="of a soak: what the service may remember; full soon, so that growth is something else",
    )
    options = parser.parse_args()
    try:
        if options.what == "compare":
            show(compare(*_runs(options.runs)), options.format)
            return 0
        asked = [one for one in operations(options.documents) if options.only in one.name]
        with place(options.engine, options.keep) as where, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            match options.what:
                case "writing":
                    measuring = measure_writing(where, Effort(), options.standards)
                case "exporting":
                    measuring = measure_exports(where, options.standards)
                case "importing":
                    measuring = measure_imports(where, place(options.engine), options.register)
                case "pages":
                    measuring = measure_pages(where, options.standards)
                case "gaps":
                    measuring = measure_gaps(where, options.standards)
                case "soak":
                    measuring = measure_soak(where, options.standards, options.minutes, options.rate, options.cache)
                case "freshness":
                    measuring = measure_freshness(where, options.minutes)
                case "growth":
                    measuring = measure_growth(where, options.standards or LARGEST, _pace(options), console.print)
                case "peers":
                    measuring = measure_peers(
                        where, options.engine, _catalogue(options), _pace(options), options.only, console.print
                    )
                case _:
                    measuring = measure(where, asked, Effort(), options.standards)
            sections = runner.run(measuring)
    except (OSError, ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    show(sections, options.format)
    return 0


if __name__ == "__main__":
    sys.exit(main())
