"""The columns of a gap report that people fill in, and how what they wrote is read: what exports write, an importer reads back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.domain.terms import TERMS, Term
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.errors import BadInput

GAP_ID = "gapId"
"""Names the gap: its id or key, as ``trackGap`` takes it."""
REVISION = "revision"
"""The revision of its record when the report was made, as ``expectedRevision`` takes it; empty where nobody tracked it: 0."""

IDENTIFYING: Mapping[str, Term] = {
    GAP_ID: Term("缺口标识", "Gap id"),
    REVISION: Term("记录修订号", "Record revision"),
}
"""The headings of the columns by which a row is found again."""


@dataclass(frozen=True, slots=True)
class DecisionColumn:
    """A column that people fill in, named as the field of ``trackGap``."""

    name: str
    heading: Term
    choices: Mapping[str, Term] | None = None
    """The words for each code, where what it may hold is limited."""

    def code_of(self, text: str) -> str | None:
        """The code that a filled cell means: the code itself or its term in either language, in any case; None for an empty cell.

        Raises BadInput naming the heading and what is accepted.
        """
        written = text.strip()
        if not written or self.choices is None:
            return written or None
        for code, term in self.choices.items():
            if written.casefold() in {code.casefold(), term.zh.casefold(), term.en.casefold()}:
                return code
        accepted = ", ".join(f"{term.zh}/{term.en}" for term in self.choices.values())
        raise BadInput(f"{self.heading.zh}/{self.heading.en}: unknown value {written!r}: expected {accepted}")


YES, NO = "true", "false"

DECISIONS: tuple[DecisionColumn, ...] = (
    DecisionColumn("status", Term("处理状态", "Status"), {str(code): term for code, term in TERMS[GapStatus].items()}),
    DecisionColumn("priority", Term("优先级", "Priority"), {str(code): term for code, term in TERMS[Priority].items()}),
    DecisionColumn("needsResearch", Term("需要研究", "R&D needed"), {YES: Term("是", "yes"), NO: Term("否", "no")}),
    DecisionColumn("owner", Term("责任组织", "Organisation in charge")),
    DecisionColumn("recommendation", Term("建议", "Recommendation")),
    DecisionColumn("note", Term("本次备注", "Note on this decision")),
)
"""In the order in which they stand. ``owner`` is the code of a committee; ``note`` goes with the change and begins empty."""
