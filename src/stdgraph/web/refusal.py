"""One shape for everything the service refuses outside GraphQL: that of a GraphQL error."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse

from stdgraph.errors import StdgraphError
from stdgraph.web.request_id import HEADER

logger = logging.getLogger(__name__)


def refusal(error: StdgraphError, status: int) -> JSONResponse:
    """The response that tells an error, with its code where GraphQL clients look for it."""
    body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
    return JSONResponse(body, status_code=status)


async def broken(request: Request, _: Exception) -> JSONResponse:
    """The response for an error of ours: nothing but the request's id, which the log names too."""
    request_id: str = request.state.request_id
    logger.error("request %s failed", request_id)
    response = refusal(StdgraphError(f"internal error (request {request_id})"), status=500)
    response.headers[HEADER] = request_id
    return response
