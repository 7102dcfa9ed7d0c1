"""What the address of a page says: its path, its parameters, and the addresses that differ from it in a few of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote, urlencode

from starlette.requests import Request

from stdgraph.domain import calendar
from stdgraph.domain.text import is_one_line
from stdgraph.errors import BadInput

LONGEST = 200
"""Characters of a parameter."""
TOLD = "told"
"""The parameter by which a page tells what was just done."""

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The days for which there are pages."""

E = TypeVar("E", bound=StrEnum)


class Address:
    """The address of a request, read strictly: a value that is not what a page expects is BadInput, naming the parameter."""

    def __init__(self, request: Request) -> None:
        self.path: str = request.scope["path"]
        self.place: Mapping[str, str] = request.path_params
        self._parameters = request.query_params

    def text(self, name: str) -> str | None:
        """A parameter as one line; None where it is absent or empty."""
        value = self._parameters.get(name, "").strip()
        if len(value) > LONGEST or not is_one_line(value):
            raise BadInput(f"{name}: expected one line of at most {LONGEST} characters")
        return value or None

    def texts(self, name: str) -> list[str]:
        """All values of a parameter that may be given several times, each once."""
        return list(dict.fromkeys(value for value in self._parameters.getlist(name) if value))

    def day(self, name: str) -> date | None:
        """A day; None where it is absent."""
        value = self.text(name)
        if value is None:
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise BadInput(f"{name}: invalid date {value!r}: expected YYYY-MM-DD") from None
        if not FIRST <= day <= LAST:
            raise BadInput(f"{name}: expected a day from {FIRST} to {LAST}, got {value}")
        return day

    @property
    def on(self) -> date:
        """The day that the page is for: ``asOf``, else today."""
        return self.day("asOf") or calendar.today()

    def integer(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdecimal() or not lowest <= int(value) <= highest:
            raise BadInput(f"{name}: expected a number from {lowest} to {highest}")
        return int(value)

    def choice(self, name: str, kind: type[E], default: E) -> E:
        """One value of an enum."""
        value = self.text(name)
        return default if value is None else _member(name, kind, value)

    def choices(self, name: str, kind: type[E]) -> list[E]:
        """Values of an enum; empty where none is given."""
        return [_member(name, kind, value) for value in self.texts(name)]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters, in their order, without empty ones, and without what the page tells only once."""
        return [(name, value) for name, value in self._parameters.multi_items() if value and name != TOLD]

    @property
    def action(self) -> str:
        """The path alone, as a form takes it."""
        return address_of(self.path, ())

    def but(self, **changes: object) -> str:
        """This address with other values for some parameters; None takes one away, and so does a value that is empty."""
        kept = [(name, value) for name, value in self.parameters if name not in changes]
        return address_of(self.path, [*kept, *_pairs(changes)])


def address_of(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """A path with its parameters."""
    query = urlencode(list(parameters), quote_via=quote)
    return f"{quote(path, safe='/:@,+()')}{'?' if query else ''}{query}"


def link(*parts: str, **parameters: object) -> str:
    """The address of a page: parts of the path, each quoted as a whole but for ``/``, and parameters."""
    return address_of("/" + "/".join(part.strip("/") for part in parts), _pairs(parameters))


DATED = ("systems", "gaps", "standards", "committees", "categories")
"""Pages that are shown as of a day. One gap is not among them: its id bears the day."""


def dated_links(address: Address) -> Callable[..., str]:
    """``link`` on a page: a page of the same kind is shown as of the same day, where the address names one."""
    try:
        day = address.text("asOf")
    except BadInput:
        day = None

    def dated(*parts: str, **parameters: object) -> str:
        one_gap = parts[0] == "gaps" and len(parts) > 1
        if day is not None and parts[0] in DATED and not one_gap:
            parameters = {"asOf": day, **parameters}
        return link(*parts, **parameters)

    return dated


def _pairs(parameters: Mapping[str, object]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in parameters.items():
        values: Sequence[object] = value if isinstance(value, list | tuple) else [value]
        pairs.extend((name, str(one)) for one in values if one is not None and one != "")
    return pairs


def _member(name: str, kind: type[E], value: str) -> E:
    try:
        return kind[value]
    except KeyError:
        raise BadInput(f"{name}: unknown value {value!r}: expected one of {', '.join(kind.__members__)}") from None
