"""``stdgraph token``: issue, list and revoke access tokens."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, texts
from stdgraph.cli.help import LocalisedGroup
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, Given, given, settings_for
from stdgraph.domain import calendar
from stdgraph.domain.identity import Role
from stdgraph.domain.terms import TERMS, Term, term
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.auth.token_facts import TokenFacts
    from stdgraph.cli.output import Row
    from stdgraph.settings import Settings


NAMES = ("id", "name", "role", "committees", "systems", "state", "issuedAt", "expiresAt", "lastUsedAt", "revokedAt")
HEADINGS = {
    "name": Term("名称", "name"),
    "role": Term("角色", "role"),
    "committees": Term("技术委员会", "committees"),
    "systems": Term("体系", "systems"),
    "state": Term("状态", "state"),
    "expiresAt": Term("失效日期", "expires"),
    "lastUsedAt": Term("最近使用", "last used"),
}
"""The columns of the table."""
NEVER = "never"
"""As ``--expires``: valid until it is revoked."""
_DURATION = re.compile(r"(\d{1,5})([hdw])", re.IGNORECASE)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}

app = typer.Typer(cls=LocalisedGroup, no_args_is_help=True)


@app.callback()
def options(context: typer.Context, data_dir: DataDir = None, config: Config = None, debug: Debug = False) -> None:
    """Take the options that stand between the two words of the command."""
    before = given(context)
    context.obj = Given(data_dir or before.data_dir, config or before.config, debug or before.debug)


def issue(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="NAME")],
    role: Annotated[Role, typer.Option("--role", metavar="ROLE", case_sensitive=False)],
    committee: Annotated[
        list[str] | None,
        typer.Option("--committee", metavar="CODE", autocompletion=completion.committees),
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", metavar="CODE", autocompletion=completion.systems)
    ] = None,
    expires: Annotated[
        str,
        typer.Option("--expires", metavar="DURATION"),
    ] = "90d",
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Issue a token and write it, and nothing else, to stdout."""
    settings = settings_for(context, data_dir, config)
    lasting = duration(expires)
    _check_scope(role, committee=bool(committee), system=bool(system))
    token = asyncio.run(_issue(settings, name, role, committee or [], system or [], lasting))
    print(token)
    if sys.stderr.isatty():
        print(texts.KEEP_TOKEN(), file=sys.stderr)


def list_(
    context: typer.Context,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """List every token that was issued; never the token itself."""
    tokens = asyncio.run(_listed(settings_for(context, data_dir, config)))
    now = datetime.now(UTC)
    _write([_row(token, now) for token in tokens], format_)


def revoke(
    context: typer.Context,
    token: Annotated[str, typer.Argument(metavar="NAME|ID")],
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Revoke a token for good."""
    if not asyncio.run(_revoke(settings_for(context, data_dir, config), token)):
        raise BadInput(texts.NO_SUCH_TOKEN(token=repr(token)))
    print(texts.REVOKED(token=token))


def duration(text: str) -> timedelta | None:
    """A duration such as 12h, 90d or 8w; None for ``never``. Raises BadInput for another form, for none at all and for more than a
    token may last.
    """
    from stdgraph.auth.token_life import LONGEST

    if text.strip().lower() == NEVER:
        return None
    form = _DURATION.fullmatch(text.strip())
    if form is None:
        raise BadInput(texts.INVALID_DURATION(text=repr(text)))
    found = timedelta(**{_UNITS[form[2].lower()]: int(form[1])})
    if not found:
        raise BadInput(texts.DURATION_NOT_POSITIVE())
    if found > LONGEST:
        raise BadInput(texts.DURATION_TOO_LONG(days=LONGEST.days))
    return found


def _check_scope(role: Role, *, committee: bool, system: bool) -> None:
    """Raises BadInput for a role without the options that it requires, or with ones that it cannot use."""
    named = term(role, Language.ZH) if texts.language() is Language.ZH else role.value
    if role is Role.SECRETARIAT and not committee:
        raise BadInput(texts.ROLE_REQUIRES(role=named, option="--committee"))
    if role is Role.STEWARD and not system:
        raise BadInput(texts.ROLE_REQUIRES(role=named, option="--system"))
    if committee and role not in (Role.SECRETARIAT, Role.STEWARD):
        raise BadInput(texts.ROLE_EXCLUDES(role=named, option="--committee"))
    if system and role is not Role.STEWARD:
        raise BadInput(texts.ROLE_EXCLUDES(role=named, option="--system"))


async def _issue(
    settings: Settings, name: str, role: Role, committees: list[str], systems: list[str], expires: timedelta | None
) -> str:
    from stdgraph.cli.client import opened
    from stdgraph.cli.merge import operator
    from stdgraph.commands.command_handler import apply_commands
    from stdgraph.commands.issue_token import IssueToken
    from stdgraph.commands.outcomes import Changed

    command = IssueToken(name, role, committees, systems, valid_for=expires, never_expires=expires is None)
    async with opened(settings, creates=True) as graph:
        result = await apply_commands(graph, operator(), [command], today=calendar.today())
    outcome = result.outcomes[0]
    if not isinstance(outcome, Changed):
        raise BadInput(outcome.message.text(texts.language()))
    return command.secret


async def _listed(settings: Settings) -> list[TokenFacts]:
    from stdgraph.auth.tokens import load_tokens
    from stdgraph.cli.client import opened

    async with opened(settings) as graph:
        return await graph.read(load_tokens)


async def _revoke(settings: Settings, token: str) -> bool:
    from stdgraph.cli.client import opened
    from stdgraph.cli.merge import operator
    from stdgraph.commands.command_handler import apply_commands
    from stdgraph.commands.outcomes import Changed
    from stdgraph.commands.revoke_token import RevokeToken

    command = RevokeToken(token, keep_administrator=False)
    async with opened(settings) as graph:
        result = await apply_commands(graph, operator(), [command], today=calendar.today())
    return isinstance(result.outcomes[0], Changed)


def _row(token: TokenFacts, now: datetime) -> Row:
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


def _write(rows: list[Row], format_: Format) -> None:
    from operator import itemgetter

    from stdgraph.auth.token_facts import STATE_TERMS
    from stdgraph.cli.output import Column, answers, in_words, table, write_csv, write_json

    shown = {"role": in_words(TERMS[Role]), "state": in_words(STATE_TERMS)}

    def column(name: str) -> Column:
        heading = HEADINGS.get(name) or Term(name, name)
        return Column(name, *heading, itemgetter(name), people=_day if name.endswith("At") else shown.get(name))

    if format_ is Format.JSON:
        write_json({"tokens": rows})
    elif format_ is Format.CSV:
        write_csv([column(name) for name in NAMES], rows)
    else:
        answers().print(table([column(name) for name in HEADINGS], rows, texts.language()))


def _day(value: object, _language: Language) -> str:
    return str(value)[:10]
