"""Messages are in one language each: a Chinese one has no English word, an English one no Chinese, but for what they quote."""

from __future__ import annotations

import re

from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome

QUOTED = re.compile(r"“[^”]*”|《[^》]*》|'[^']*'")
CODES = re.compile(r"SAC/TC\d+(?:/SC\d+)?|[A-Z]+(?:/[A-Z]+)? \d[\d.:-]*|[A-Z]+\d{4}\b")
"""Codes of committees and systems, and numbers of standards; those of projects have single letters only."""
WORD = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[\u4e00-\u9fff]")


def check_languages(outcome: Outcome) -> None:
    """Fail where a message of an outcome is not wholly in its language."""
    if isinstance(outcome, Changed):
        return
    check_message(outcome.message)
    if isinstance(outcome, Invalid):
        for problem in outcome.problems:
            check_message(problem.message)


def check_message(message: Message) -> None:
    """Fail where a message is not wholly in its language."""
    assert not WORD.search(CODES.sub("", QUOTED.sub("", message.zh))), message.zh
    assert HAN.search(message.zh), message.zh
    assert not HAN.search(QUOTED.sub("", message.en)), message.en
    assert WORD.search(message.en), message.en
