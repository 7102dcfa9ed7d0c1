"""The GraphQL documents of the commands that change something, and of what they show beforehand."""

from __future__ import annotations

from stdgraph.cli.lookup_documents import RECORD, SUBJECT

_REFUSED = """
  ... on TransitionRefused {
    message(language: $language) from { code title(language: $language) } allowed { code title(language: $language) } missing
  }
"""
_OTHERWISE = """
  ... on RevisionConflict { message(language: $language) currentRevision }
  ... on InvalidInput { message(language: $language) problems { path message(language: $language) } }
  ... on NotFound { message(language: $language) }
  ... on NotPermitted { message(language: $language) required }
"""
_STATE = """
fragment State on Standard {
  number planNumber title(language: $language) status standing revision
  stage { code title(language: $language) }
  publication { text } entryIntoForce { text } withdrawal { text }
}
"""

BEFORE = (
    """
query Before($number: String!, $language: Language!) {
  standard(number: $number) { id ...State editions { number planNumber standing status publication { text } } }
}
"""
    + _STATE
)


def _moving(field: str, taken: str) -> str:
    return (
        f"mutation Move($input: {taken}!, $dryRun: Boolean!, $language: Language!) {{ outcome: {field}(input: $input, dryRun: $dryRun) {{"
        " __typename ... on StandardAdvanced { standard { ...State } change { sequence at actor } }"
        f"{_REFUSED}{_OTHERWISE} }} }} {_STATE}"
    )


ADVANCE = _moving("advanceStandard", "AdvanceStandardInput")
PUBLISH = _moving("publishStandard", "PublishStandardInput")

TRACK = (
    "mutation Track($input: TrackGapInput!, $dryRun: Boolean!, $language: Language!) { outcome: trackGap(input: $input, dryRun: $dryRun) {"
    f" __typename ... on GapTracked {{ record {{ id ...Record }} }} {_OTHERWISE} }} }} {RECORD} {SUBJECT}"
)

CHANGE = """
query Change($after: String, $language: Language!) {
  changes(after: $after, first: 1) {
    edges { node {
      sequence kind at effectiveIn recordedAt actor note before after
      concerns { label key title(language: $language) } stage { code title(language: $language) }
      record { gapId } subject { ... on Standard { number planNumber } }
    } }
  }
}
"""

CHANGED = (
    "SubsystemChanged",
    "SystemChanged",
    "DemandChanged",
    "TargetChanged",
    "ProductCategoryChanged",
    "CommitteeChanged",
    "SourceChanged",
    "ClaimChanged",
)
"""What the outcome is called where a change of something else than a standard was taken back."""

REVOKE = (
    "mutation Revoke($input: RevokeChangeInput!, $dryRun: Boolean!, $language: Language!) { outcome: revokeChange(input: $input, dryRun: $dryRun) {"
    " __typename ... on StandardAdvanced { standard { ...State } change { sequence at actor } }"
    + "".join(f" ... on {kind} {{ change {{ sequence at actor }} }}" for kind in CHANGED)
    + f"{_REFUSED}{_OTHERWISE} }} }} {_STATE}"
)
