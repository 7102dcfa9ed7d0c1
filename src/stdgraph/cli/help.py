"""``--help`` in the language of the command line: usage, what the command does, its arguments, options and commands, exit codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from stdgraph.cli import texts
from stdgraph.cli.help_texts import ANYWHERE, COMMANDS, PARAMETERS
from stdgraph.cli.texts import language

if TYPE_CHECKING:
    from rich.console import RenderableType

Parameter = TyperArgument | TyperOption

NAMES = 34
"""Cells of the column of names, at most."""


class LocalisedCommand(TyperCommand):
    """A command whose help speaks the language of the command line."""

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        """Print the help."""
        _print(ctx, self.get_params(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """What a shell says beside the name that it completes."""
        return short_help(self.name)


class LocalisedGroup(TyperGroup):
    """The same of a command that has commands of its own; those without come first."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names of the commands, in the order in which they were added."""
        return sorted(self.commands, key=lambda name: isinstance(self.commands[name], TyperGroup))

    def get_short_help_str(self, limit: int = 45) -> str:
        """What a shell says beside the name that it completes."""
        return short_help(self.name)

    def format_help(self, ctx: typer.Context, formatter: object) -> None:  # type: ignore[override]
        """Print the help."""
        _print(ctx, self.get_params(ctx), [(name, path_of(ctx, name)) for name in self.list_commands(ctx)])


def path_of(ctx: typer.Context, *more: str) -> str:
    """The command as people type it, without ``stdgraph``: ``token issue``."""
    return " ".join([*ctx.command_path.split()[1:], *more])


def short_help(name: str | None) -> str:
    """The first sentence of the help of a command, by its last word."""
    found = next((phrase for path, phrase in COMMANDS.items() if path.split(" ")[-1] == name), None)
    return re.split(r"(?<=。)|(?<=\.) |\n", found())[0] if found else ""


def help_of(path: str, name: str) -> str:
    """The help of a parameter of a command, in the language of the command line."""
    return (PARAMETERS.get(f"{path} {name}".strip()) or PARAMETERS[name])()


def _print(ctx: typer.Context, parameters: Sequence[object], commands: Sequence[tuple[str, str]] = ()) -> None:
    from rich.console import Console

    path = path_of(ctx)
    arguments = [one for one in parameters if isinstance(one, TyperArgument)]
    options = [one for one in parameters if isinstance(one, TyperOption)]
    shared = [one for one in options if one.opts[0] in ANYWHERE]
    own = [one for one in options if one not in shared]
    console = Console(highlight=False)
    console.print(
        Text(texts.USAGE(command=_usage(ctx, arguments, has_commands=bool(commands))), style="bold"), "", sep="\n"
    )
    for paragraph in COMMANDS[path]().split("\n\n"):
        console.print(Padding(Text(wrapped(paragraph, console.width - 4)), (0, 2, 1, 2)))
    sections: tuple[tuple[texts.Phrase, Iterable[tuple[str, str]]], ...] = (
        (texts.ARGUMENTS, [(_name(one), _words(path, one)) for one in arguments]),
        (texts.OPTIONS, [(_name(one), _words(path, one)) for one in own]),
        (texts.ANYWHERE_ON_THE_LINE, [(_name(one), _words(path, one)) for one in shared]),
        (texts.COMMANDS, [(name, COMMANDS[below]().partition("\n\n")[0]) for name, below in commands]),
    )
    for title, rows in sections:
        if rows:
            console.print(Text(title(), style="bold"), _section(list(rows), console.width), "", sep="\n")
    console.print(wrapped(texts.EXIT_CODES(), console.width))


def _usage(ctx: typer.Context, arguments: Sequence[TyperArgument], *, has_commands: bool) -> str:
    names = [one.metavar or one.name if one.required else f"[{one.metavar or one.name}]" for one in arguments]
    command = [texts.COMMAND(), "..."] if has_commands else []
    return " ".join([ctx.command_path, f"[{texts.ANY_OPTIONS()}]", *names, *command])


def _section(rows: Sequence[tuple[str, str]], width: int) -> RenderableType:
    drawn = Table.grid(padding=(0, 2))
    drawn.add_column(style="cyan", overflow="fold", max_width=NAMES)
    drawn.add_column(overflow="fold")
    left = min(NAMES, max(cell_len(name) for name, _ in rows))
    for name, words in rows:
        drawn.add_row(Text(name), Text(wrapped(words, max(20, width - left - 8))))
    return Padding(drawn, (0, 2))


def wrapped(words: str, width: int) -> str:
    """A text in lines of at most ``width`` cells. Chinese breaks between any two characters, but a code is never broken, and no line
    begins with a mark that closes what stands before it."""
    lines = [""]
    for piece in re.findall(r"[!-~]+|.[。，、；：）”》]*", words):
        if lines[-1] and cell_len(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] = (lines[-1] + piece) if lines[-1] else piece.lstrip()
    return "\n".join(line.rstrip() for line in lines)


def _name(parameter: Parameter) -> str:
    """An option with what it takes: ``--first NUMBER``; an argument by its name."""
    if isinstance(parameter, TyperArgument):
        return parameter.metavar or parameter.name
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=len))
    if parameter.is_flag:
        return names
    choices = parameter.type_descriptor.choices
    taken = parameter.metavar or ("|".join(str(one) for one in choices) if choices else "")
    return f"{names} {taken}".strip()


def _words(path: str, parameter: Parameter) -> str:
    """What a parameter means, whether it is required, and what holds without it."""
    name = parameter.metavar or parameter.name if isinstance(parameter, TyperArgument) else max(parameter.opts, key=len)
    said = [help_of(path, name)]
    default = parameter.default
    if parameter.required:
        said.append(texts.REQUIRED())
    elif name == "--language":
        said.append(texts.DEFAULT(value=language().lower()))
    elif parameter.show_default and default is not None and not isinstance(default, bool):
        said.append(texts.DEFAULT(value=default))
    return " ".join(said)
