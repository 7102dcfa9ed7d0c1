"""How a command ends: an exit code that scripts can rely on, and for what went wrong one line on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum

import typer

from stdgraph.errors import StdgraphError
from stdgraph.web.process import configure_logging

_USAGE: type[Exception] = typer.BadParameter.mro()[2]
"""What typer raises for arguments it cannot read; it has no public name."""


class Exit(IntEnum):
    """The exit codes."""

    FINE = 0
    NO = 1
    """The answer is no: the schema differs, doctor found something; also an error of stdgraph itself."""
    BAD_INPUT = 2
    UNREACHABLE = 3
    INTERRUPTED = 130


def run(app: typer.Typer, arguments: list[str]) -> int:
    """Run the command that the arguments name; a stack trace only where they ask for one with ``--debug``."""
    debug = "--debug" in arguments
    configure_logging(debug=debug)
    try:
        code = app(arguments, prog_name="stdgraph", standalone_mode=False)
        sys.stdout.flush()
    except StdgraphError as error:
        return _ended(str(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return Exit.FINE
    except Exception as error:
        if isinstance(error, _USAGE):
            return _ended(_usage(error), Exit.BAD_INPUT, debug=False)
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return _ended(f"{words} (--debug shows the stack trace)", Exit.NO, debug=debug)
    return int(code or Exit.FINE)


def told(message: str) -> None:
    """Say on stderr what is wrong."""
    print(f"stdgraph: {message}", file=sys.stderr)


def _ended(message: str, code: int, *, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    told(message)
    return int(code)


def _usage(error: Exception) -> str:
    """The words of a usage error, and where help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "stdgraph"
    words = error.format_message() if hasattr(error, "format_message") else str(error)
    words = " ".join(words.replace("Value error, ", "").split()).rstrip(".")
    return f"{words or 'expected a command'} (see {command} --help)"


def _silence_stdout() -> None:
    """Nobody reads on: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
