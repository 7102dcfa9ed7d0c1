"""The routes of actions: a form each."""

from __future__ import annotations

from functools import partial

from starlette.routing import BaseRoute, Route

from stdgraph.web.actions.handler import answer_form, show_form
from stdgraph.web.actions.table import ACTIONS


def action_routes() -> list[BaseRoute]:
    """Two routes an action: the form, and what it sends."""
    return [
        Route(f"/act/{action.name}", partial(handle, action), methods=[method])
        for action in ACTIONS.values()
        for method, handle in (("GET", show_form), ("POST", answer_form))
    ]
