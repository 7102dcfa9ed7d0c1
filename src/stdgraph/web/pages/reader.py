"""Who reads a page: the language, the identity, and what was written before that reads must see."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import Language

COOKIE = "stdgraph_language"
PARAMETER = "language"


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a page."""

    language: Language
    who: Identity
    notice: str | None = None
    """What the reader is told about the session, such as that it has ended."""

    @property
    def known(self) -> bool:
        """Whether the reader is logged in."""
        return self.who.known

    @property
    def may_act(self) -> bool:
        """Whether the reader may change anything at all, of what it answers for."""
        return self.who.role is not Role.READER


def chosen_language(request: Request) -> Language | None:
    """The language that the address asks for, in whatever case; None where it names none that there is."""
    return _language(request.query_params.get(PARAMETER, ""))


def language_of(request: Request) -> Language:
    """The language of a page: what the address says, else what was chosen before, else the first of ``Accept-Language``, else Chinese."""
    return (
        chosen_language(request)
        or _language(request.cookies.get(COOKIE, ""))
        or _accepted(request.headers.getlist("accept-language"))
        or Language.ZH
    )


def _language(text: str) -> Language | None:
    return Language.__members__.get(text.upper())


def _accepted(headers: list[str]) -> Language | None:
    """The language that a browser prefers of the two; earlier ones win where weights are alike (RFC 9110, section 12.5.4)."""
    best: tuple[float, Language | None] = (0.0, None)
    for item in ",".join(headers).split(","):
        name, _, parameter = item.partition(";")
        language = _language(name.strip().partition("-")[0])
        weight = _weight(parameter)
        if language is not None and weight > best[0]:
            best = weight, language
    return best[1]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
