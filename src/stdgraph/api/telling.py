"""Telling outcomes: from what a write came to, to the answer that the API's unions show."""

from __future__ import annotations

from stdgraph.lifecycle.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused
from stdgraph.model.answers import Answer, Ref


def told_outcome(outcome: Outcome) -> Answer:
    """An outcome as an answer; nodes stand in it as ``Ref``, a changed standard with its state right after the change."""
    match outcome:
        case Changed():
            return {
                "__typename": "StandardAdvanced",
                "standard": Ref("Standard", outcome.standard, outcome.state),
                "change": None if outcome.sequence is None else Ref("Change", outcome.sequence),
            }
        case Conflict():
            return {
                "__typename": "RevisionConflict",
                "said": outcome.said,
                "current": Ref("Standard", outcome.standard),
            }
        case Refused():
            return {
                "__typename": "TransitionRefused",
                "said": outcome.said,
                "from": {"code": outcome.from_stage} if outcome.from_stage else None,
                "allowed": [{"code": code} for code in outcome.allowed],
                "missing": list(outcome.missing),
            }
        case Invalid():
            problems = [{"path": problem.path, "said": problem.said} for problem in outcome.problems]
            return {"__typename": "InvalidInput", "said": outcome.said, "problems": problems}
        case Denied():
            return {"__typename": "NotPermitted", "said": outcome.said, "required": outcome.required}
        case _:
            return {"__typename": "NotFound", "said": outcome.said}
