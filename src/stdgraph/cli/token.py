"""``stdgraph token``: issue, list and revoke access tokens."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, Given, Words, given, settings_for
from stdgraph.domain.identity import Role
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.auth.token_cache import TokenFacts
    from stdgraph.settings import Settings


ROLES = f"What the token may do: one of {', '.join(role.lower() for role in Role)}."
NAMES = ("id", "name", "role", "committees", "systems", "state", "issuedAt", "expiresAt", "lastUsedAt", "revokedAt")
FOR_PEOPLE = ("name", "role", "committees", "systems", "state", "expiresAt", "lastUsedAt")
_DURATION = re.compile(r"(\d{1,5})([hdw])", re.IGNORECASE)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}

app = typer.Typer(help="Issue, list and revoke access tokens: who may change the catalogue.", no_args_is_help=True)


@app.callback()
def options(context: typer.Context, data_dir: DataDir = None, config: Config = None, debug: Debug = False) -> None:
    """Take the options that stand between the two words of the command."""
    before = given(context)
    context.obj = Given(data_dir or before.data_dir, config or before.config, debug or before.debug)


def issue(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help="Who holds it; history records changes under this name.")],
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", case_sensitive=False, help=ROLES)],
    committee: Annotated[
        list[str] | None,
        typer.Option("--committee", metavar="CODE", help="A committee it writes for; may be repeated."),
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="CODE", help="A system it is steward of; may be repeated.")
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            "--expires", metavar="DURATION", help="For how long it is good: 12h, 90d, 8w; without it for ever."
        ),
    ] = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Issue a token and write it, and nothing else, to stdout. It is not kept, so this is the only time it is seen."""
    lasting = duration(expires) if expires is not None else None
    settings = settings_for(context, data_dir, config)
    token = asyncio.run(_issue(settings, name, role, committee or [], system or [], lasting))
    print(token)
    if sys.stderr.isatty():
        print("It is shown this once: keep it where secrets are kept.", file=sys.stderr)


def list_(
    context: typer.Context,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Every token that was issued, with its state and last use; never the token itself."""
    tokens = asyncio.run(_listed(settings_for(context, data_dir, config)))
    now = datetime.now(UTC)
    _say([_row(token, now) for token in tokens], format_)


def revoke(
    context: typer.Context,
    token: Annotated[str, typer.Argument(metavar="NAME|ID", help="Name or id of the token, as list shows it.")],
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Revoke a token for good. A running service refuses it within half a minute."""
    if not asyncio.run(_revoke(settings_for(context, data_dir, config), token)):
        raise BadInput(f"there is no token {token!r} to revoke: stdgraph token list shows them")
    print(f"revoked {token}")


def duration(text: str) -> timedelta:
    """A duration such as 12h, 90d or 8w. Raises BadInput."""
    form = _DURATION.fullmatch(text.strip())
    if form is None:
        raise BadInput(f"--expires {text!r}: expected a number and h, d or w, such as 90d")
    return timedelta(**{_UNITS[form[2].lower()]: int(form[1])})


async def _issue(
    settings: Settings, name: str, role: Role, committees: list[str], systems: list[str], expires: timedelta | None
) -> str:
    from stdgraph.auth import tokens
    from stdgraph.cli.client import opened

    async with opened(settings) as graph:
        return await tokens.issue(graph, name, role, committees, systems, expires)


async def _listed(settings: Settings) -> list[TokenFacts]:
    from stdgraph.auth import tokens
    from stdgraph.cli.client import opened

    async with opened(settings) as graph:
        return await tokens.listed(graph)


async def _revoke(settings: Settings, token: str) -> bool:
    from stdgraph.auth import tokens
    from stdgraph.cli.client import opened

    async with opened(settings) as graph:
        return await tokens.revoke(graph, token)


def _row(token: TokenFacts, now: datetime) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role.value,
        "committees": list(token.committees),
        "systems": list(token.systems),
        "state": token.state(now).value,
        "issuedAt": _instant(token.issued_at),
        "expiresAt": _instant(token.expires_at),
        "lastUsedAt": _instant(token.last_used_at),
        "revokedAt": _instant(token.revoked_at),
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def _say(rows: list[dict[str, Any]], format_: Format) -> None:
    from operator import itemgetter

    from stdgraph.cli.output import Column, answers, table, write_csv, write_json

    def column(name: str) -> Column:
        return Column(name, name, name, itemgetter(name), people=_day if name.endswith("At") else None)

    if format_ is Format.JSON:
        write_json({"tokens": rows})
    elif format_ is Format.CSV:
        write_csv([column(name) for name in NAMES], rows)
    else:
        answers().print(table([column(name) for name in FOR_PEOPLE], rows, Words.EN))


def _day(value: object) -> str:
    return str(value)[:10]
