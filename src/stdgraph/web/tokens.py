"""The administrator's page of access tokens: a list, a form to issue one, and a page that asks before one is revoked.

All of it goes through the public schema with the reader's identity: who may do what is decided there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.auth.token_facts import STATE_TERMS, TokenState
from stdgraph.auth.token_life import LONGEST, USUAL
from stdgraph.domain.identity import Role
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput, Forbidden, StdgraphError, Unauthenticated
from stdgraph.web.forms import read_form
from stdgraph.web.login import unstored
from stdgraph.web.pages.address import Address, link
from stdgraph.web.pages.answering import HEADERS, answer, keep_bookmark, reader_of, refusal_page, render
from stdgraph.web.pages.page import document
from stdgraph.web.pages.reader import Reader

PLACE = "/tokens"
SHOWN = 100
"""Tokens on a page."""

_SEPARATORS = re.compile(r"[\s,;，；、]+")
_FIELDS = ("name", "role", "committees", "systems", "life", "days", "request")


def token_routes() -> list[BaseRoute]:
    """The routes of the page and of its forms."""
    revoke = PLACE + "/{token}/revoke"
    return [
        Route(PLACE, show_tokens, methods=["GET"]),
        Route(PLACE, issue_token, methods=["POST"]),
        Route(revoke, ask_to_revoke, methods=["GET"]),
        Route(revoke, revoke_token, methods=["POST"]),
    ]


async def show_tokens(request: Request) -> Response:
    """The list with the form below."""
    reader = await reader_of(request)
    try:
        return await _tokens_page(request, reader)
    except StdgraphError as error:
        return _refused(request, reader, error)


async def issue_token(request: Request) -> Response:
    """Issue a token and show it, once; or the form again with what is wrong with it."""
    reader = await reader_of(request)
    try:
        form = await read_form(request)
        _require_login(reader)
        try:
            variables = {"input": _input_of(form), "language": reader.language.name}
            answered = await answer(request, reader, document("issue_token"), variables)
        except BadInput as error:
            return await _tokens_page(request, reader, form=form, wrong=[{"path": "", "message": str(error)}])
        outcome = answered.data["issueToken"]
        if outcome["__typename"] == "TokenIssued":
            page = render(request, reader, "token_issued.html", issued=outcome)
            return keep_bookmark(unstored(page), request, answered.bookmark)
        _require_permission(outcome)
        problems = outcome.get("problems") or [{"path": "", "message": outcome["message"]}]
        return await _tokens_page(request, reader, form=form, wrong=problems)
    except StdgraphError as error:
        return _refused(request, reader, error)


async def ask_to_revoke(request: Request) -> Response:
    """What would be revoked, by a dry run, and the button that does it."""
    reader = await reader_of(request)
    try:
        _require_login(reader)
        outcome, _ = await _revoke(request, reader, dry_run=True)
        return unstored(render(request, reader, "token_revoke.html", token=outcome["token"]))
    except StdgraphError as error:
        return _refused(request, reader, error)


async def revoke_token(request: Request) -> Response:
    """Revoke a token, and go back to the list."""
    reader = await reader_of(request)
    try:
        await read_form(request)
        _require_login(reader)
        _, bookmark = await _revoke(request, reader, dry_run=False)
        to = link("tokens", told="revoked")
        return keep_bookmark(unstored(RedirectResponse(to, status_code=303, headers=dict(HEADERS))), request, bookmark)
    except StdgraphError as error:
        return _refused(request, reader, error)


async def _tokens_page(
    request: Request,
    reader: Reader,
    *,
    form: Mapping[str, str] | None = None,
    wrong: Sequence[Mapping[str, str]] = (),
) -> Response:
    address = Address(request)
    state = address.choices("state", TokenState)
    variables = {"first": SHOWN, "after": address.text("after"), "state": [one.name for one in state] or None}
    found = await answer(request, reader, document("tokens"), variables)
    entered = {"role": Role.READER.name, "days": str(USUAL.days), "life": "days", **(form or {})}
    values = {name: entered.get(name, "") for name in _FIELDS} | {"request": str(uuid4())}
    page = render(
        request,
        reader,
        "tokens.html",
        status=400 if wrong else 200,
        data=found.data,
        problems=found.problems,
        form=values,
        wrong=wrong,
        states={one.name: STATE_TERMS[one].in_language(reader.language) for one in TokenState},
        longest=LONGEST.days,
    )
    return unstored(page)


async def _revoke(request: Request, reader: Reader, *, dry_run: bool) -> tuple[Mapping[str, Any], str | None]:
    """The outcome of revoking the token of the address. Raises the error that stands for any other outcome."""
    token = request.path_params["token"]
    variables = {"input": {"token": token}, "dryRun": dry_run, "language": reader.language.name}
    answered = await answer(request, reader, document("revoke_token"), variables)
    outcome: Mapping[str, Any] = answered.data["revokeToken"]
    _require_permission(outcome)
    if outcome["__typename"] != "TokenRevoked":
        raise BadInput(outcome["message"])
    return outcome, answered.bookmark


def _input_of(form: Mapping[str, str]) -> dict[str, object]:
    """The input of the mutation. Raises BadInput for what no form of ours sends."""
    days = form.get("days", "")
    never = form.get("life") == "never"
    if not never and not (days.isascii() and days.isdecimal() and len(days) <= 6):
        raise BadInput("days: expected a whole number of days")
    return {
        "name": form.get("name", ""),
        "role": form.get("role", ""),
        "committees": _codes(form.get("committees", "")),
        "systems": _codes(form.get("systems", "")),
        "validFor": None if never else f"P{int(days)}D",
        "neverExpires": never,
        "requestId": form.get("request") or None,
    }


def _codes(text: str) -> list[str]:
    return [code for code in _SEPARATORS.split(text) if code]


def _require_login(reader: Reader) -> None:
    if not reader.known:
        raise Unauthenticated("log in first")


def _require_permission(outcome: Mapping[str, Any]) -> None:
    if outcome["__typename"] == "NotPermitted":
        raise Forbidden(outcome["message"])


def _refused(request: Request, reader: Reader, error: StdgraphError) -> Response:
    """The page that says why; of the list in the reader's language, which the API tells in English."""
    denial = decide(Action.LIST_TOKENS, reader.who, Subject()) if isinstance(error, Forbidden) else None
    if denial is not None and str(error) == denial.en and reader.language is Language.ZH:
        error = Forbidden(denial.zh)
    return unstored(refusal_page(request, reader, error))
