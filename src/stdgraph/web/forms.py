"""Forms that pages send: only those of the service's own pages count."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from stdgraph.auth.origins import is_same_origin
from stdgraph.errors import BadInput, Forbidden

FORM = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form, without blanks around them; of a field that comes several times the last one. Errors as ``read_pairs``."""
    return {name: value.strip() for name, value in await read_pairs(request)}


async def read_pairs(request: Request) -> list[tuple[str, str]]:
    """The fields of a form in their order. Raises Forbidden for one of another place, BadInput for another body."""
    if not is_same_origin(request, request.app.state.settings):
        raise Forbidden("the form was not sent by a page of this service: open the page here, and send it from there")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise BadInput(f"expected a form of type {FORM}")
    async with request.form() as form:
        return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
