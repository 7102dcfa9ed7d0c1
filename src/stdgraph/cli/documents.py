"""The GraphQL documents that the commands send."""

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
        id kind severity score since
        message(language: $language)
        subject {
          __typename
          ... on Standard { number title(language: $language) status }
          ... on Subsystem { code title(language: $language) }
          ... on ProductCategory { code title(language: $language) }
          ... on StandardsSystem { code title(language: $language) }
          ... on Target { statement }
        }
        evidence { fact value source { title url } }
        unlocks { code title(language: $language) }
      }
    }
  }
}
"""

KNOWN = """
query Known(
  $system: String!, $hasSystem: Boolean!,
  $subsystem: String!, $hasSubsystem: Boolean!,
  $committee: String!, $hasCommittee: Boolean!,
  $productCategory: String!, $hasProductCategory: Boolean!
) {
  system(code: $system) @include(if: $hasSystem) { code }
  subsystem(system: $system, code: $subsystem) @include(if: $hasSubsystem) { code }
  committee(code: $committee) @include(if: $hasCommittee) { code }
  productCategory(code: $productCategory) @include(if: $hasProductCategory) { code }
}
"""

FIGURES = """
fragment Figures on StandardsSystem {
  code
  title(language: $language)
  progress(asOf: $asOf) {
    asOf declared listed unitemised planned drafting published
    inForce upcoming superseded withdrawn abandoned undated completion
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
    tree(asOf: $asOf) {
      subsystem { code title(language: $language) depth }
      parentCode
      own { listed planned drafting published withdrawn }
      total { listed planned drafting published withdrawn completion }
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
fragment Told on Gap { id kind severity score message(language: $language) }
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
      id kind severity score message(language: $language) subject { ...Subject } unlocks { code } record { ...Decided }
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
