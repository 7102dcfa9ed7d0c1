"""How a command ends: an exit code that scripts can rely on, and for what went wrong one line on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum

import typer

from stdgraph.cli import texts
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
    texts.speak(texts.configured_language())
    _write_utf8()
    configure_logging(debug=debug)
    try:
        code = app(arguments, prog_name="stdgraph", standalone_mode=False)
        sys.stdout.flush()
    except StdgraphError as error:
        from stdgraph.cli.translation import translated

        return _ended(translated(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return Exit.FINE
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):  # as which typer ends for nobody reading on
            raise
        _silence_stdout()
        return Exit.FINE
    except Exception as error:
        if isinstance(error, _USAGE):
            from stdgraph.cli.translation import usage

            return _ended(usage(error), Exit.BAD_INPUT, debug=False)
        words = " ".join(f"{type(error).__name__}: {error}".split())
        return _ended(texts.UNEXPECTED_ERROR(error=words), Exit.NO, debug=debug)
    return int(code or Exit.FINE)


def report_problem(message: str) -> None:
    """Write what is wrong to stderr."""
    print(f"stdgraph: {message}", file=sys.stderr)


def _ended(message: str, code: int, *, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    report_problem(message)
    return int(code)


def _write_utf8() -> None:
    """Both streams are UTF-8 whatever the locale; what UTF-8 cannot hold (a file name in other bytes) is escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence_stdout() -> None:
    """Nobody reads on: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
