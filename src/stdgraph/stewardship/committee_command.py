"""What commands on committees share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.terms import ENTERED_TERMS
from stdgraph.stewardship.checks import one_line
from stdgraph.stewardship.committee_unit import COMMITTEE, CommitteeUnit
from stdgraph.stewardship.vocabulary_command import VocabularyCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeCommand(VocabularyCommand):
    """A command on a committee."""

    changes: ClassVar[str | None] = COMMITTEE

    @property
    def unit_of_work(self) -> type[CommitteeUnit]:
        """Committees."""
        return CommitteeUnit


def unfit_facts(
    title_zh: str | None, title_en: str | None, secretariat: str | None, members: int | None
) -> Iterator[Problem]:
    """What is wrong with the facts of a committee."""
    yield from one_line("titleZh", "titleZh", title_zh)
    yield from one_line("titleEn", "titleEn", title_en)
    yield from one_line("secretariat", "secretariat", secretariat)
    if members is not None and members < 0:
        term = ENTERED_TERMS["members"]
        yield Problem("members", Message(f"{term.zh}不能为负数", f"{term.en} must not be negative, got {members}"))
