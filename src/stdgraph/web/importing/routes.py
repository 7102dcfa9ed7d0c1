"""The addresses of the pages of imports."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from stdgraph.graphql.encoding import COMPRESSED_FROM
from stdgraph.web.import_turn import ImportTurn
from stdgraph.web.importing.mapping_page import show_mapping, take_mapping
from stdgraph.web.importing.plan_page import (
    apply_plan,
    back_to_plan,
    discard_plan,
    download_findings,
    download_mapping,
    plan_again,
    show_plan,
)
from stdgraph.web.importing.start import show_start, take_upload
from stdgraph.web.importing.undo import carry_out_undo, preview_undo
from stdgraph.web.importing.visit import Visited, known_only

UPLOAD = "/import/upload"
"""Where the form sends files; their size has a limit of its own."""
_PLAN = "/import/{plan}"

_ADDRESSES: tuple[tuple[str, str, Visited], ...] = (
    ("GET", "/import", show_start),
    ("POST", UPLOAD, take_upload),
    ("GET", UPLOAD, show_start),
    ("GET", _PLAN, show_plan),
    ("GET", f"{_PLAN}/findings.csv", download_findings),
    ("GET", f"{_PLAN}/mapping.yaml", download_mapping),
    ("GET", f"{_PLAN}/mapping", show_mapping),
    ("POST", f"{_PLAN}/mapping", take_mapping),
    ("POST", f"{_PLAN}/again", plan_again),
    ("POST", f"{_PLAN}/apply", apply_plan),
    ("POST", f"{_PLAN}/discard", discard_plan),
    ("POST", f"{_PLAN}/undo/preview", preview_undo),
    ("POST", f"{_PLAN}/undo", carry_out_undo),
    *(("GET", f"{_PLAN}/{step}", back_to_plan) for step in ("again", "apply", "discard", "undo/preview", "undo")),
)


def import_routes(turn: ImportTurn) -> list[BaseRoute]:
    """The routes, which share the turn of imports with those of programs."""
    compressed = [Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM)]
    return [
        Route(path, known_only(visited, turn), methods=[method], middleware=compressed)
        for method, path, visited in _ADDRESSES
    ]
