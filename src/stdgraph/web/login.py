"""Logging in with a token and logging out: ``/login`` and ``/logout``. A session begins here, and at the issuer's (``oidc_login``)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stdgraph.auth import sessions
from stdgraph.auth.bearer import identity_of
from stdgraph.auth.origins import came_by_https
from stdgraph.auth.sessions import Session, SessionCookie, SignedIn
from stdgraph.auth.tokens import digest_of
from stdgraph.domain.identity import Identity
from stdgraph.domain.terms import Term
from stdgraph.errors import StdgraphError, Unauthenticated
from stdgraph.settings import Settings
from stdgraph.web.forms import read_form
from stdgraph.web.local_path import local_path
from stdgraph.web.pages.answering import HEADERS, reader_of, refusal_page, render

_WRONG_TOKEN = Term(
    "令牌无效：未知、已过期或已撤销", "the token is not valid: it is unknown, has expired, or was revoked"
)


def login_routes() -> list[BaseRoute]:
    """The routes of logging in with a token, and of logging out."""
    return [
        Route("/login", show_login, methods=["GET"]),
        Route("/login", log_in, methods=["POST"]),
        Route("/logout", log_out, methods=["POST"]),
    ]


async def show_login(request: Request) -> Response:
    """The form; a session that is over is forgotten."""
    reader = await reader_of(request)
    response = await login_page(request, local_path(request.query_params.get("next")))
    if reader.notice is not None:
        forget(response)
    return response


async def log_in(request: Request) -> Response:
    """Begin a session with a token, and go where the reader wanted to; the form once more where the token is not valid."""
    try:
        form = await read_form(request)
        path = local_path(form.get("next"))
        state, token, now = request.app.state, form.get("token", ""), datetime.now(UTC)
        try:
            who = await identity_of(state.graph, state.settings, f"Bearer {token}", now)
            cookie = begin(state.settings, who, token, now)
        except Unauthenticated:
            return await login_page(request, path, status=401, failed=_WRONG_TOKEN)
    except StdgraphError as error:
        return unstored(refusal_page(request, await reader_of(request), error))
    response = unstored(RedirectResponse(path, status_code=303, headers=dict(HEADERS)))
    keep(request, response, cookie)
    return response


async def log_out(request: Request) -> Response:
    """Forget the session."""
    try:
        await read_form(request)
    except StdgraphError as error:
        return unstored(refusal_page(request, await reader_of(request), error))
    response = unstored(RedirectResponse("/", status_code=303, headers=dict(HEADERS)))
    forget(response)
    return response


async def login_page(
    request: Request, path: str, *, status: int = 200, failed: Term | None = None, detail: str | None = None
) -> Response:
    """The form. ``failed`` is what it says first, of which ``detail`` says more in English."""
    settings: Settings = request.app.state.settings
    issuer = urlsplit(settings.oidc_issuer or "").hostname if settings.oidc_client_id else None
    reader = await reader_of(request)
    said = None if failed is None else failed.in_language(reader.language)
    return unstored(
        render(request, reader, "login.html", status=status, next=path, failed=said, detail=detail, issuer=issuer)
    )


def begin(settings: Settings, who: Identity, token: str | None, now: datetime) -> SessionCookie:
    """The cookie of somebody whose access token this is, or whom the issuer vouches for. See ``sessions.begin`` for the errors."""
    if who.token_id is not None and token is not None:
        session = Session(digest=digest_of(token))
    else:
        session = Session(signed_in=SignedIn.of(str(settings.oidc_issuer), who))
    return sessions.begin(settings, session, who.expires_at, now)


def keep(request: Request, response: Response, cookie: SessionCookie) -> None:
    """Have the browser keep a session."""
    response.set_cookie(
        sessions.COOKIE,
        cookie.value,
        max_age=cookie.max_age,
        httponly=True,
        samesite="strict",
        secure=came_by_https(request, request.app.state.settings),
    )


def forget(response: Response) -> None:
    """Have the browser forget its session."""
    response.delete_cookie(sessions.COOKIE, httponly=True, samesite="strict")


def unstored(response: Response) -> Response:
    """The response, of which nobody on its way keeps a copy."""
    response.headers["Cache-Control"] = "no-store"
    return response
