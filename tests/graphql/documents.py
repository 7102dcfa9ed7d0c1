"""The documents that ask for everything the oracle has an opinion on."""

from __future__ import annotations

FIGURES = """
fragment Figures on Progress {
  asOf items itemsMet itemsOpen itemsLeft inferred caveat
  statistics { level required existing ratio } statisticsTotal { required existing ratio }
  declared listed unitemised planned drafting published inForce upcoming superseded withdrawn abandoned
  undated imprecise completion byLevel { level planned drafting published withdrawn } byStage { stage { code } count }
}
"""

FOUND = """
fragment Found on GapConnection {
  totalCount countByKind { kind count } pageInfo { hasNextPage endCursor }
  edges { node {
    key kind severity since score scoreParts { severity unlocked lateness importance urgency basis nearness } message
    subject { ... on Node { id } } unlocks { code }
    system { code } subsystems { id } productCategories { code }
  } }
}
"""

SYSTEM = f"""
query($system: String!, $on: Date!) {{
  system(code: $system) {{
    progress(asOf: $on) {{ ...Figures }}
    tree(asOf: $on) {{
      subsystem {{ code }} parentCode openGaps
      own {{ items itemsMet itemsOpen listed planned drafting published withdrawn imprecise inferred }}
      total {{ items itemsMet itemsOpen listed planned drafting published withdrawn imprecise inferred completion caveat }}
    }}
    subsystems {{ ...Branch children {{ ...Branch children {{ ...Branch children {{ ...Branch }} }} }} }}
  }}
}}
fragment Branch on Subsystem {{
  code progress(asOf: $on) {{ ...Figures }} gaps(asOf: $on, first: 200) {{ ...Found }}
}}
{FIGURES}{FOUND}
"""

COVERAGE = """
query($system: String!, $on: Date!) {
  d1: coverage(system: $system, asOf: $on, depth: 1) { ...Matrix }
  d2: coverage(system: $system, asOf: $on) { ...Matrix }
  d3: coverage(system: $system, asOf: $on, depth: 3) { ...Matrix }
  d4: coverage(system: $system, asOf: $on, depth: 4) { ...Matrix }
}
fragment Matrix on Coverage {
  rows { code } columns { code } cells { row column state demanded standards }
  summary { demanded met upcoming drafting planned groupOnly missing empty imprecise }
}
"""

READINESS = """
query($subsystem: SubsystemRef!, $on: Date!) {
  productCategories {
    code
    whole: readiness(subsystem: $subsystem, asOf: $on) { ...Chain }
    near: readiness(subsystem: $subsystem, asOf: $on, maxDepth: 1) { ...Chain }
  }
}
fragment Chain on Readiness {
  total inForce underway groupOnly missing imprecise ratio complete notice members { category { code } depth state standards { id } }
  next { category { code } unlocks completes score standards { id } }
}
"""

IMPACTS = """
query($on: Date!, $after: String) {
  standards(first: 200, after: $after, where: {retired: {}}) {
    pageInfo { hasNextPage endCursor }
    edges { node { id referencesRecorded impact(asOf: $on, first: 200) {
      unknown
      dependentCategories transitiveDependents
      dependentsTotal dependents { standard { id } depth relations path { standard { id } relations } }
      losingTotal losing { code }
      affectedTotal affected { category { code } depth path { code } }
    } } }
  }
}
"""

WHAT_IF = (
    """
query($withdraw: [String!]!, $scope: Scope, $on: Date!) {
  whatIf(withdraw: $withdraw, scope: $scope, asOf: $on, first: 200) {
    supposed { asked counts standard { id } }
    opened { ...All } closed { ...All }
    before { ...Figures } after { ...Figures } unknown
  }
}
fragment All on GapList { totalCount countByKind { kind count } gaps {
    key kind severity since score scoreParts { severity unlocked lateness importance urgency basis nearness } message
    subject { ... on Node { id } } unlocks { code }
    system { code } subsystems { id } productCategories { code }
} }
"""
    + FIGURES
)

COMPARISON = (
    """
query($scope: Scope!, $from: Date!, $to: Date!) {
  comparison(scope: $scope, from: $from, to: $to) {
    from to before { ...Figures } after { ...Figures }
    published(first: 200) { ...Rows } advanced(first: 200) { ...Rows } registered(first: 200) { ...Rows }
    withdrawn(first: 200) { ...Rows } abandoned(first: 200) { ...Rows }
    gapsOpened(first: 200) { ...Differing } gapsClosed(first: 200) { ...Differing }
    subsystems { subsystem { code } before { items itemsMet completion } after { items itemsMet completion } }
    targets { target { id achieved state } before { achieved state } after { achieved state } }
    demands { subsystem { code } productCategory { code } before after }
  }
}
fragment Rows on FigureRows { totalCount pageInfo { hasNextPage } edges { node { id number } } }
fragment Differing on GapRows { totalCount countByKind { kind count } pageInfo { hasNextPage } edges { node {
    key kind severity since score scoreParts { severity unlocked lateness importance urgency basis nearness } message
    subject { ... on Node { id } } unlocks { code }
    system { code } subsystems { id } productCategories { code }
} } }
"""
    + FIGURES
)

OWNERS_AND_CATEGORIES = f"""
query($on: Date!) {{
  committees {{ code progress(asOf: $on) {{ ...Figures }} gaps(asOf: $on, first: 200) {{ ...Found }} }}
  productCategories {{ code gaps(asOf: $on, first: 200) {{ ...Found }} }}
}}
{FIGURES}{FOUND}
"""

GAPS = f"""
query($scope: Scope, $after: String, $on: Date!, $first: Int!) {{
  gaps(scope: $scope, after: $after, asOf: $on, first: $first) {{ ...Found }}
}}
{FOUND}
"""

ROWS = """
query($scope: Scope, $on: Date!, $of: ProgressCount!, $first: Int!, $after: String) {
  progress(scope: $scope, asOf: $on) {
    standards(of: $of, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } }
  }
}
"""

STANDINGS = """
query($on: Date!, $after: String) {
  standards(first: 200, after: $after, where: {retired: {}}) {
    pageInfo { hasNextPage endCursor } edges { node { id standing(on: $on) } }
  }
}
"""

COUNTS = """
query($on: Date!) {
  standing_UPCOMING: standards(asOf: $on, where: {standing: {eq: UPCOMING}}) { totalCount }
  standing_IN_FORCE: standards(asOf: $on, where: {standing: {eq: IN_FORCE}}) { totalCount }
  standing_SUPERSEDED: standards(asOf: $on, where: {standing: {eq: SUPERSEDED}}) { totalCount }
  standing_WITHDRAWN: standards(asOf: $on, where: {standing: {in: [WITHDRAWN]}}) { totalCount }
  standing_None: standards(asOf: $on, where: {standing: {isNull: true}}) { totalCount }
  status_PLANNED: standards(asOf: $on, where: {status: {eq: PLANNED}}) { totalCount }
  status_DRAFTING: standards(asOf: $on, where: {status: {eq: DRAFTING}}) { totalCount }
  status_PUBLISHED: standards(asOf: $on, where: {status: {eq: PUBLISHED}}) { totalCount }
  status_WITHDRAWN: standards(asOf: $on, where: {status: {in: [WITHDRAWN]}}) { totalCount }
  retired: standards(asOf: $on, where: {any: [{retired: {eq: true}}]}) { totalCount }
  status_ABANDONED: standards(asOf: $on, where: {status: {eq: ABANDONED}}) { totalCount }
}
"""

MOST_SCOPES = 4
"""Scopes that one document asks for. Its root fields are answered side by side, so more would only queue in the engine."""


def of_scopes(count: int) -> str:
    """The gaps ``g0, g1, …`` and the progress ``p0, p1, …`` of the scopes ``$s0, $s1, …``."""
    declared = " ".join(f"$s{n}: Scope" for n in range(count))
    asked = " ".join(
        f"g{n}: gaps(scope: $s{n}, asOf: $on, first: $first) {{ ...Found }} "
        f"p{n}: progress(scope: $s{n}, asOf: $on) {{ ...Figures }}"
        for n in range(count)
    )
    return f"query($on: Date!, $first: Int!, {declared}) {{ {asked} }}{FIGURES}{FOUND}"
