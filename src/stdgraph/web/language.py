"""In which language a page answers a browser."""

from __future__ import annotations

from starlette.datastructures import Headers, QueryParams
from starlette.types import Scope

from stdgraph.domain.vocabulary import Language


def language_of(scope: Scope) -> Language:
    """What the address asks for by ``language``, else what the browser prefers of Chinese and English, else Chinese."""
    asked = QueryParams(scope["query_string"]).get("language", "").upper()
    if asked in set(Language):
        return Language(asked)
    weights = {language: _weight(scope, language) for language in Language}
    return Language.EN if weights[Language.EN] > weights[Language.ZH] else Language.ZH


def _weight(scope: Scope, language: Language) -> float:
    """How much ``Accept-Language`` wants a language, in any of its regions; what it does not name counts as nothing."""
    found = 0.0
    for line in Headers(scope=scope).getlist("accept-language"):
        for item in line.split(","):
            name, _, weight = (part.strip().lower() for part in item.partition(";"))
            if name.split("-", 1)[0] == language.value.lower():
                found = max(found, _number(weight))
    return found


def _number(weight: str) -> float:
    """The weight that follows a language; 1 where none does, 0 for one that is none."""
    if not weight:
        return 1.0
    try:
        return float(weight.removeprefix("q="))
    except ValueError:
        return 0.0
