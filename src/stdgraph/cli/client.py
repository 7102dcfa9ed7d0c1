"""What the commands ask of the catalogue: their GraphQL documents, answered in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.exit import report_problem
from stdgraph.cli.output import Answer, busy
from stdgraph.errors import NothingThere, StdgraphError

if TYPE_CHECKING:
    import strawberry

    from stdgraph.domain.identity import Identity
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph, Transaction


GAPS = """
query Gaps(
  $scope: Scope, $kinds: [GapKind!], $first: Int!, $after: String, $asOf: Date, $language: Language!
) {
  gaps(scope: $scope, kinds: $kinds, first: $first, after: $after, asOf: $asOf) {
    totalCount
    countByKind { kind count }
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        id: key kind severity score since
        message(language: $language)
        remedy(language: $language)
        system { code } subsystems { code } committees { code } productCategories { code }
        candidates { number planNumber title(language: $language) }
        record { status }
        subject {
          __typename
          ... on Standard { number title(language: $language) status }
          ... on Subsystem { code title(language: $language) }
          ... on ProductCategory { code title(language: $language) }
          ... on StandardsSystem { code title(language: $language) }
          ... on Target { statement }
          ... on Committee { code title(language: $language) }
          ... on Source { name: title }
        }
        evidence { fact value source { title url } }
        unlocks { code title(language: $language) }
      }
    }
  }
}
"""

FIGURES = """
fragment Figures on StandardsSystem {
  code
  title(language: $language)
  progress(asOf: $asOf) {
    asOf declared items itemsMet itemsOpen itemsLeft listed unitemised planned drafting published
    inForce upcoming superseded withdrawn abandoned undated imprecise inferred completion caveat(language: $language)
    reported { statement on onIn source { title url } }
    byLevel { level planned drafting published withdrawn }
    byStage { stage { code title(language: $language) } count }
  }
}
"""

SYSTEMS = "query Systems($asOf: Date, $language: Language!) { systems { ...Figures } }" + FIGURES

SYSTEM = (
    "query System($code: String!, $asOf: Date, $language: Language!) { system(code: $code) { ...Figures } }" + FIGURES
)

TREE = """
query Tree($code: String!, $asOf: Date, $language: Language!) {
  system(code: $code) {
    code
    title(language: $language)
    progress(asOf: $asOf) { caveat(language: $language) }
    tree(asOf: $asOf) {
      subsystem { code title(language: $language) depth }
      parentCode
      own { items itemsMet itemsOpen listed planned drafting published withdrawn }
      total { items itemsMet itemsOpen listed planned drafting published withdrawn imprecise inferred completion }
      openGaps
    }
  }
}
"""

IMPACT = """
query Impact($number: String!, $asOf: Date, $first: Int!, $language: Language!) {
  standard(number: $number) {
    ...Name
    status(on: $asOf)
    standing(on: $asOf)
    impact(asOf: $asOf, first: $first) {
      dependentCategories transitiveDependents
      dependentsTotal
      dependents { depth relations standard { ...Name } path { relations standard { ...Name } } }
      losingTotal
      losing { code title(language: $language) }
      affectedTotal
      affected { depth category { code title(language: $language) } path { code } }
    }
  }
  whatIf(withdraw: [$number], asOf: $asOf, first: $first) {
    asOf
    supposed { asked counts message(language: $language) }
    opened { totalCount countByKind { kind count } gaps { ...Told } }
    closed { totalCount countByKind { kind count } gaps { ...Told } }
  }
}
fragment Name on Standard { number planNumber title(language: $language) }
fragment Told on Gap { id: key kind severity score message(language: $language) }
"""

_DECIDED = """
fragment Subject on GapSubject {
  __typename
  ... on Standard { number title(language: $language) }
  ... on Subsystem { code title(language: $language) }
  ... on ProductCategory { code title(language: $language) }
  ... on StandardsSystem { code title(language: $language) }
  ... on Target { statement }
  ... on Committee { code title(language: $language) }
  ... on Source { name: title }
}
fragment Decided on GapRecord {
  gapId kind status priority needsResearch recommendation
  message(language: $language)
  owner { code title(language: $language) }
  subject { ...Subject }
  history { sequence kind status at actor note(language: $language) }
}
"""

REPORTED_GAPS = (
    """
query ReportedGaps(
  $scope: Scope, $kinds: [GapKind!], $first: Int!, $after: String, $asOf: Date, $language: Language!
) {
  gaps(scope: $scope, kinds: $kinds, first: $first, after: $after, asOf: $asOf) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id: key kind severity score message(language: $language) remedy(language: $language) subject { ...Subject } unlocks { code }
      system { code } subsystems { code } committees { code } productCategories { code }
      candidates { number planNumber title(language: $language) } record { ...Decided }
    } }
  }
}
"""
    + _DECIDED
)

REPORTED_RECORDS = (
    """
query ReportedRecords($scope: Scope, $first: Int!, $after: String, $language: Language!) {
  gapRecords(scope: $scope, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { ...Decided } }
  }
}
"""
    + _DECIDED
)


@asynccontextmanager
async def opened(settings: Settings, *, creates: bool = False, restoring: bool = False) -> AsyncIterator[Graph]:
    """The graph of the settings, open: a running engine is attached to, else one is started. Only a restore opens half a one.

    ``creates`` is for what may begin a catalogue; to others one that is not there is NothingThere, and no file is made.
    """
    from stdgraph.cli.known_codes import remember_codes
    from stdgraph.datasets.opening import open_catalogue
    from stdgraph.store.embedded.files import DataDir

    if not creates and settings.graph_uri is None and DataDir(settings.data_dir).is_vacant():
        raise NothingThere(texts.NO_CATALOGUE(path=settings.data_dir))
    with busy() as bar:
        bar(texts.STARTING_ENGINE())
        graph = await open_catalogue(settings, restoring=restoring, finishing=_tell_unfinished)
    async with graph:
        yield graph
        if not restoring:
            await remember_codes(graph, settings)


@asynccontextmanager
async def asked(settings: Settings) -> AsyncIterator[Graph]:
    """The graph, open for questions. Raises NothingThere for an empty one: no answer would be true of anything."""
    from stdgraph.store.emptiness import is_empty

    async with opened(settings) as graph:
        if await graph.read(is_empty):
            raise NothingThere(
                texts.EMPTY_CATALOGUE(place=graph.engine.facts().get("data directory") or graph.engine.address)
            )
        yield graph


def _tell_unfinished(load: str) -> None:
    report_problem(texts.FINISHING_LOAD(load=load))


async def ask(
    graph: Graph, settings: Settings, document: str, variables: Mapping[str, object], who: Identity | None = None
) -> Answer:
    """The data of the answer to ``who``; raises the first error of the answer, with its exit code."""
    from stdgraph.graphql.in_process import answer_data

    return await answer_data(graph, settings, document, variables, _schema(settings), who)


async def unknown(graph: Graph, label: str, code: str) -> StdgraphError:
    """The error for a code that names nothing, with the codes that come nearest."""
    from stdgraph.store.known_codes import unknown_code

    return await graph.read(lambda tx: unknown_code(tx, (label, code), "code"))


async def warm(settings: Settings) -> None:
    """Build the schema while the engine gets ready."""
    await asyncio.to_thread(_schema, settings)


@cache
def _schema(settings: Settings) -> strawberry.Schema:
    from stdgraph.graphql import build_schema

    return build_schema(settings)


async def census(graph: Graph) -> dict[str, int]:
    """How many nodes each label has; labels without a node are absent."""
    text = "MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS nodes RETURN label, nodes ORDER BY label"

    async def work(transaction: Transaction) -> dict[str, int]:
        return {str(row["label"]): int(row["nodes"]) for row in await transaction.rows(text)}

    return await graph.read(work)
