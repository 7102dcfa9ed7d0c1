"""The page: GraphiQL in a frame of our own, or what to do where its files are missing.

It names the hash of each of GraphiQL's files, so a browser refuses one that is not what was reviewed.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from string import Template

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.negotiation import JSON, Accept
from stdgraph.web.examples import examples
from stdgraph.web.graphiql.asset_files import PACKAGE, installed, integrities
from stdgraph.web.graphiql.texts import in_language, roles

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer a form would be sent with an Origin of null
    "Vary": "Accept, Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The editor sets styles inline, as code editors do; scripts come from files of this service only."""

TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}
"""What HTML calls the languages."""


def wants_page(scope: Scope) -> bool:
    """Whether a browser opens the page: it accepts HTML by name, and no less than JSON."""
    if scope["method"] not in {"GET", "HEAD"}:
        return False
    accept = Accept.parse(*Headers(scope=scope).getlist("accept"))
    return accept.names("text/html") and accept.weight("text/html") >= accept.weight(JSON)


def with_page(graphql: ASGIApp, language_of: Callable[[Request], Language]) -> ASGIApp:
    """The GraphQL endpoint that answers a browser with GraphiQL in its language, or says how to get it where its files are missing."""
    return _WithPage(graphql, language_of, editor=installed())


@cache
def page(language: Language, *, editor: bool) -> str:
    """The page in a language: with GraphiQL and the examples, or with what to do for it."""
    other = Language.EN if language is Language.ZH else Language.ZH
    texts = {name: html.escape(text) for name, text in in_language(language).items()}
    texts |= {
        "lang": TAGS[language],
        "other": other.name,
        "other_lang": TAGS[other],
        "data": html.escape(_data(language)),
    }
    body = Template(_read("editor.html" if editor else "missing.html")).substitute(texts)
    styles, scripts = (_styles(), _scripts()) if editor else ("", "")
    return Template(_read("frame.html")).substitute(texts, styles=styles, scripts=scripts, body=body.strip())


def _data(language: Language) -> str:
    """What the scripts of the page know beforehand, as JSON."""
    shown = [
        {"title": one.zh if language is Language.ZH else one.en, "query": one.query, "variables": one.variables}
        for one in examples()
    ]
    told = {"examples": shown, "texts": in_language(language), "roles": roles(language)}
    return json.dumps(told, ensure_ascii=False)


def _styles() -> str:
    return "\n    ".join(
        f'<link rel="stylesheet" href="graphiql/{name}" integrity="{hashed}" />'
        for name, hashed in integrities().items()
        if name.endswith(".css")
    )


def _scripts() -> str:
    named = [
        f'<script defer src="graphiql/{name}" integrity="{hashed}"></script>'
        for name, hashed in integrities().items()
        if name.endswith(".js")
    ]
    return "\n    ".join([*named, '<script type="module" src="graphiql/page.js"></script>'])


def _read(name: str) -> str:
    return (files(PACKAGE) / name).read_text(encoding="utf-8")


class _WithPage:
    def __init__(self, graphql: ASGIApp, language_of: Callable[[Request], Language], *, editor: bool) -> None:
        self._graphql = graphql
        self._language_of = language_of
        self._editor = editor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page for a browser that opens it, GraphQL for everything else."""
        if scope["type"] == "http" and wants_page(scope):
            language = self._language_of(Request(scope))
            headers = {**HEADERS, "Content-Language": TAGS[language]}
            await HTMLResponse(page(language, editor=self._editor), headers=headers)(scope, receive, send)
        else:
            await self._graphql(scope, receive, send)
