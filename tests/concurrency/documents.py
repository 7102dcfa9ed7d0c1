"""What the tests of concurrency ask."""

from __future__ import annotations

from typing import Any

_DONE = "... on StandardAdvanced { standard { id revision status stage { code } } change { sequence requestId } }"
_OUTCOME = (
    f"__typename {_DONE} "
    "... on RevisionConflict { message current { revision status stage { code } } } "
    "... on TransitionRefused { message } ... on InvalidInput { message(language: EN) problems { path } } "
    "... on NotFound { message } ... on NotPermitted { message }"
)

REGISTER = f"mutation ($input: RegisterStandardInput!) {{ registerStandard(input: $input) {{ {_OUTCOME} }} }}"
ADVANCE = f"mutation ($input: AdvanceStandardInput!) {{ advanceStandard(input: $input) {{ {_OUTCOME} }} }}"
CORRECT = f"mutation ($input: CorrectStandardInput!) {{ correctStandard(input: $input) {{ {_OUTCOME} }} }}"
BULK = (
    "mutation ($items: [AdvanceStandardInput!]!, $requestId: String) { advanceStandards(items: $items, requestId: $requestId) "
    f"{{ applied requestId outcomes {{ index outcome {{ {_OUTCOME} }} }} }} }}"
)
CHANGES = (
    "query ($after: String, $first: Int, $scope: Scope) { changes(after: $after, first: $first, scope: $scope) "
    "{ pageInfo { hasNextPage endCursor } edges { node { sequence note subject { ... on Standard { id } } } } } }"
)

Request = tuple[str, dict[str, Any]]
"""A document and its variables."""


def register(**given: Any) -> Request:
    """A draft of a group standard in stage 30, unless something else is given."""
    return REGISTER, {"input": {"title": "标准", "level": "GROUP", "stage": "30", **given}}


def advance(standard: str, to: str, **given: Any) -> Request:
    """A move."""
    return ADVANCE, {"input": {"standard": standard, "to": to, **given}}


def correct(standard: str, value: str, **given: Any) -> Request:
    """A correction of the English title."""
    of_title = {"field": "titleEn", "source": "https://example.org/notice", "reason": "misprint"}
    return CORRECT, {"input": {"standard": standard, "value": value, **of_title, **given}}


def bulk(items: list[dict[str, Any]], request_id: str) -> Request:
    """Several moves, all or none."""
    return BULK, {"items": items, "requestId": request_id}
