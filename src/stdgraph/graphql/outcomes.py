"""Rows of the outcome unions, from the outcomes of commands."""

from __future__ import annotations

from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused, Unknown
from stdgraph.domain.answers import Answer, Ref


def outcome_row(outcome: Outcome) -> Answer:
    """An outcome as a row of its union. Nodes in it are ``Ref``, the changed one with its state right after the change."""
    match outcome:
        case Changed():
            return _changed_row(outcome)
        case Conflict():
            current = None if outcome.key is None else Ref(outcome.label, outcome.key)
            field = "currentRecord" if outcome.label == "GapRecord" else "current"
            return {"__typename": "RevisionConflict", "message": outcome.message, field: current}
        case Refused():
            return {
                "__typename": "TransitionRefused",
                "message": outcome.message,
                "from": {"code": outcome.from_stage} if outcome.from_stage else None,
                "allowed": [{"code": code} for code in outcome.allowed],
                "missing": list(outcome.missing),
            }
        case Invalid():
            problems = [{"path": problem.path, "message": problem.message} for problem in outcome.problems]
            return {"__typename": "InvalidInput", "message": outcome.message, "problems": problems}
        case Denied():
            return {"__typename": "NotPermitted", "message": outcome.message, "required": outcome.required}
        case Unknown():
            return {"__typename": "NotFound", "message": outcome.message}


def _changed_row(outcome: Changed) -> Answer:
    changed = Ref(outcome.label, outcome.key, dict(outcome.state))
    if outcome.label == "GapRecord":
        return {"__typename": "GapTracked", "record": changed}
    change = None if outcome.sequence is None else Ref("Change", outcome.sequence)
    return {"__typename": "StandardAdvanced", "standard": changed, "change": change}
