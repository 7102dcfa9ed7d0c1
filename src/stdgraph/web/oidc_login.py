"""Signing in at an OIDC issuer: ``/login/oidc`` leads there, ``/login/callback`` is where it sends the browser back to."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stdgraph.auth.oidc_provider import Provider, discovery_of
from stdgraph.auth.oidc_signin import COOKIE, LONGEST, SignInFailed, begin_sign_in, finish_sign_in
from stdgraph.auth.origins import base_url, came_by_https
from stdgraph.domain.terms import Term
from stdgraph.errors import StdgraphError, Unauthenticated
from stdgraph.settings import Settings
from stdgraph.web.local_path import local_path
from stdgraph.web.login import begin, keep, login_page, unstored
from stdgraph.web.pages.answering import HEADERS, reader_of, refusal_page, render

CALLBACK = "/login/callback"
_NOT_SIGNED_IN = Term("登录未成功，签发方的令牌不可用", "the sign-in failed, the issuer's token cannot be used")
PLACE = "/login"
"""Where the browser sends the cookie of a sign-in."""


def oidc_routes(settings: Settings) -> list[BaseRoute]:
    """The routes of signing in at the issuer; none where the settings name no client."""
    if settings.oidc_client_id is None:
        return []
    return [Route("/login/oidc", lead, methods=["GET"]), Route(CALLBACK, come_back, methods=["GET"])]


async def lead(request: Request) -> Response:
    """Send the browser to the issuer."""
    settings: Settings = request.app.state.settings
    try:
        provider = await _provider(settings)
        redirect, path = base_url(request, settings) + CALLBACK, local_path(request.query_params.get("next"))
        begun = begin_sign_in(settings, provider, redirect, path, datetime.now(UTC))
    except StdgraphError as error:
        return unstored(refusal_page(request, await reader_of(request), error))
    response = unstored(RedirectResponse(begun.address, status_code=303, headers=dict(HEADERS)))
    response.set_cookie(
        COOKIE,
        begun.cookie,
        max_age=int(LONGEST.total_seconds()),
        path=PLACE,
        httponly=True,
        samesite="lax",  # it must come along when the issuer sends the browser back
        secure=came_by_https(request, settings),
    )
    return response


async def come_back(request: Request) -> Response:
    """Begin the session of whoever signed in, and go on by a page of our own.

    A redirect would not do: the browser came from the issuer, so it would send no cookie that is ``SameSite=Strict`` along with it.
    """
    settings, now = request.app.state.settings, datetime.now(UTC)
    try:
        provider = await _provider(settings)
        told, pending = dict(request.query_params), request.cookies.get(COOKIE)
        done = await finish_sign_in(settings, provider, told, pending, now)
        cookie = begin(settings, done.who, None, now)
    except SignInFailed as error:
        return await login_page(request, "/", status=401, failed=error.told)
    except Unauthenticated as error:
        return await login_page(request, "/", status=401, failed=_NOT_SIGNED_IN, detail=str(error))
    except StdgraphError as error:
        return unstored(refusal_page(request, await reader_of(request), error))
    page = unstored(render(request, await reader_of(request), "signed_in.html", path=done.next, name=done.who.name))
    page.headers["Referrer-Policy"] = "no-referrer"  # the address holds the code
    page.delete_cookie(COOKIE, path=PLACE, httponly=True, samesite="lax")
    keep(request, page, cookie)
    return page


async def _provider(settings: Settings) -> Provider:
    return await discovery_of(str(settings.oidc_issuer)).provider()
