"""The GraphQL documents of the commands with which people look things up."""

from __future__ import annotations

SUBJECT = """
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
"""

SYSTEMS = """
query Systems($asOf: Date, $language: Language!) {
  systems {
    code title(language: $language) issuer issuedOn issuedIn
    progress(asOf: $asOf) {
      declared items itemsMet itemsOpen listed planned drafting published withdrawn completion caveat(language: $language)
    }
    gaps(first: 1, asOf: $asOf) { totalCount }
  }
}
"""

COMMITTEES = """
query Committees($asOf: Date, $language: Language!) {
  committees {
    code title(language: $language) parent { code } level secretariat
    progress(asOf: $asOf) { listed planned drafting published completion }
    workload { count overdue }
  }
}
"""

DESK = (
    """
query Desk($code: String!, $within: Duration!, $asOf: Date, $first: Int!, $language: Language!) {
  committee(code: $code) {
    code title(language: $language) level secretariat
    parent { code title(language: $language) }
    subcommittees { code title(language: $language) }
    progress(asOf: $asOf) { listed planned drafting published completion }
    workload { stage { code title(language: $language) } count overdue medianDaysInStage }
    due(within: $within) {
      standard { number planNumber title(language: $language) } stage { code title(language: $language) } dueOn daysLeft
    }
    transfers { incoming { ...Offer } outgoing { ...Offer } }
    gaps(first: $first, asOf: $asOf) {
      totalCount edges { node { id: key kind severity score message(language: $language) subject { ...Subject } evidence { fact value } } }
    }
  }
}
fragment Offer on Transfer {
  standard { number planNumber title(language: $language) } fromCommittee { code } toCommittee { code } since
}
"""
    + SUBJECT
)

STANDARD = """
query Standard($number: String!, $on: Date, $language: Language!) {
  standard(number: $number, asOf: $on) {
    id ...Name printedNumber level nature confidence revision department draftingBodies ics ccs note
    titleZh: title(language: ZH) titleEn: title(language: EN) titleBasis
    status(on: $on) standing(on: $on) stage(on: $on) { code title(language: $language) enteredOn }
    publication { ...Known } entryIntoForce { ...Known } withdrawal { ...Known }
    dueOn projectDueOn reviewDueOn retiredOn
    editions { ...Name standing(on: $on) status(on: $on) publication { text } }
    replaces { extent standard { ...Name } }
    replacedBy { extent standard { ...Name } }
    adopts { degree standard { ...Name } }
    adoptedBy { degree standard { ...Name } }
    amends { ...Name }
    amendments { ...Name }
    references { normative standard { ...Name status(on: $on) } }
    referencedBy { normative standard { ...Name } }
    splitFrom { ...Name }
    splitInto { ...Name }
    listedIn {
      subsystem { code title(language: $language) system { code } } itemNumber membership since sinceIn until untilIn
    }
    owners { role committee { code title(language: $language) } }
    transfer { toCommittee { code } since }
    productCategories { code title(language: $language) }
    impact(asOf: $on, first: 0) { dependentCategories transitiveDependents losingTotal }
    documents { url title }
    claims { field value chosen confidence source { title url } }
    sources { title url locator }
    history { sequence at effectiveIn recordedAt kind stage { code title(language: $language) } actor note }
  }
}
fragment Name on Standard { number planNumber title(language: $language) }
fragment Known on KnownDate { text earliest latest basis }
"""

SEARCH = """
query Search($text: String!, $first: Int!, $after: String, $language: Language!) {
  search(text: $text, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      score
      node {
        kind: __typename
        ... on Standard { number planNumber title(language: $language) status standing }
        ... on Subsystem { code title(language: $language) system { code } }
        ... on ProductCategory { code title(language: $language) }
        ... on Committee { code title(language: $language) }
        ... on StandardsSystem { code title(language: $language) }
      }
    }
  }
}
"""

COVERAGE = """
query Coverage($system: String!, $depth: Int!, $asOf: Date, $language: Language!) {
  system(code: $system) { code title(language: $language) }
  coverage(system: $system, depth: $depth, asOf: $asOf) {
    rows { code title(language: $language) depth }
    columns { code title(language: $language) }
    cells { row column state underway demanded standards demandSources { title url } filledBy { number planNumber } }
    summary { demanded met upcoming drafting planned groupOnly missing empty imprecise }
  }
}
"""

READINESS = """
query Readiness($category: String!, $subsystem: SubsystemRef!, $system: String!, $code: String!, $asOf: Date, $language: Language!) {
  subsystem(system: $system, code: $code) { code title(language: $language) system { code } }
  productCategory(code: $category) {
    code title(language: $language)
    readiness(subsystem: $subsystem, asOf: $asOf) {
      total inForce underway groupOnly missing ratio complete imprecise notice(language: $language)
      members {
        category { code title(language: $language) } depth state underway path { code }
        standards { number planNumber status(on: $asOf) }
      }
      next {
        category { code title(language: $language) } unlocks completes score reason(language: $language)
        standards { number planNumber title(language: $language) }
      }
    }
  }
}
"""

RECORD = """
fragment Record on GapRecord {
  gapId found status priority needsResearch recommendation revision message(language: $language)
  owner { code title(language: $language) }
  subject { ...Subject }
  history { sequence kind status at actor note(language: $language) }
}
"""

GAP = (
    """
query Gap($id: ID!, $language: Language!) {
  gap(id: $id) {
    id key kind severity score since message(language: $language) remedy(language: $language)
    scoreParts { severity unlocked lateness nearness importance urgency basis }
    subject { ...Subject }
    system { code title(language: $language) }
    subsystems { code title(language: $language) }
    committees { code title(language: $language) }
    productCategories { code title(language: $language) }
    evidence { fact value source { title url } }
    unlocks { code title(language: $language) }
    candidates { number planNumber title(language: $language) status stage { code title(language: $language) } }
    record { ...Record }
  }
}
"""
    + RECORD
    + SUBJECT
)

GAP_KEYS = """
query GapKeys($first: Int!, $after: String) {
  gaps(first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node { key } } }
}
"""

RECORDS = (
    """
query Records($first: Int!, $after: String, $language: Language!) {
  gapRecords(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { id ...Record } }
  }
}
"""
    + RECORD
    + SUBJECT
)
