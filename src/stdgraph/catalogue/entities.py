"""What can be read of each entity: every property and edge that the API shows, declared once (``rows`` has their types)."""

from __future__ import annotations

from stdgraph.catalogue.reader import Edge, Entity, Expression, Props, Reader, TargetNode, props
from stdgraph.domain.dates import within_name
from stdgraph.domain.series import UNDATED_ORDER
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.plan_cypher import ever, holds, on_plan
from stdgraph.store.status_cypher import title_basis

TITLE = props("titleZh", "titleEn")
SOURCES = Edge("({n})-[{r}:SOURCED_FROM]->({t}:Source)", "Source", order="{t}.id, {r}.locator")
CLAIMS = Edge(
    f"({{n}})<-[{{r}}:ABOUT]-({{t}}:Claim) WHERE {on_plan('{t}', '$today')}", "Claim", order="{t}.field, {t}.id"
)

OLDEST_FIRST = f"coalesce({{t}}.seriesOrder, '{UNDATED_ORDER}'), {{t}}.numberSort, {{t}}.id"
"""The order of editions and amendments: by the year in their number, what has none last."""


EXTENSIONS = (
    f"({{n}})<-[{{r}}:CONCERNS]-({{t}}:Event {{{{kind: '{EventKind.EXTENDED}'}}}}) "
    "WHERE NOT EXISTS {{ MATCH ({n})<-[:CONCERNS]-(xr:Event) WHERE xr.revokes = {t}.sequence }}"
)
"""A pattern from {n} to the events {t} that extended its project and were not revoked."""


def _planned(match: str, var: str = "{t}") -> str:
    """A pattern whose far node is on the plan today."""
    return f"{match} WHERE {on_plan(var, '$today')}"


def _held(kind: str, match: str) -> str:
    """A pattern of which the relationship, of a type, holds today."""
    return f"{match.replace(f':{kind}]', f':{ever(kind)}]')} WHERE {holds('{r}', '$today')}"


def _related(kind: str, match: str) -> str:
    """The same, and its far node is on the plan where that can leave it."""
    stays = f" AND {on_plan('{t}', '$today')}" if kind in _BETWEEN_PLANNED else ""
    return f"{_held(kind, match)}{stays}"


_BETWEEN_PLANNED = ("LISTED_IN", "APPLIES_TO", "DEPENDS_ON", "PART_OF", "KIND_OF", "SUBCOMMITTEE_OF")


def _dated(span: str, stated: str) -> tuple[str, ...]:
    """The properties of a date: the bounds of its span, what these rest on, and what is stated."""
    return (*(f"{span}{bound}" for bound in ("Earliest", "Latest", "Basis")), f"{stated}On", f"{stated}In")


def _known_to(field: str, name: str) -> dict[str, Expression]:
    """The fields of a date that is kept as the last day it can mean: the day where it is known, else the month or year."""
    within = within_name(name)
    return {
        field: Expression(f"CASE WHEN {{n}}.{within} IS NULL THEN {{n}}.{name} END"),
        within_name(field): Expression(f"{{n}}.{within}"),
    }


REVISION = Expression("coalesce({n}.revision, 0)")
"""How often it was changed by commands."""


def _plain(*names: str) -> dict[str, Props]:
    return {name: props(name) for name in names}


SYSTEM = Entity(
    "StandardsSystem",
    ("code",),
    {
        **_plain("code", "issuer", "documentNumber", "declared", "related", "note", "confidence"),
        "revision": REVISION,
        "horizon": Expression("null"),
        "horizonText": Expression("{n}.horizon"),
        **_known_to("issuedOn", "issuedOn"),
        **_known_to("announcedOn", "announcedOn"),
        "retiredOn": props("retiredOn"),
        "id": props("code"),
        "title": TITLE,
        "sources": SOURCES,
        "claims": CLAIMS,
        "revises": Edge("({n})-[{r}:REVISES]->({t}:StandardsSystem)", "StandardsSystem", many=False),
        "revisedBy": Edge(_planned("({n})<-[{r}:REVISES]-({t}:StandardsSystem)"), "StandardsSystem"),
        "subsystems": Edge(_related("PART_OF", "({n})<-[{r}:PART_OF]-({t}:Subsystem)"), "Subsystem", order="{t}.order"),
    },
)

SUBSYSTEM = Entity(
    "Subsystem",
    ("id", "system", "code"),
    {
        **_plain("id", "code", "depth", "confidence", "note", "retiredOn"),
        "title": TITLE,
        "sources": SOURCES,
        "claims": CLAIMS,
        "system": Edge("({t}:StandardsSystem {{code: {n}.system}})", "StandardsSystem", many=False),
        "parent": Edge(_held("PART_OF", "({n})-[{r}:PART_OF]->({t}:Subsystem)"), "Subsystem", many=False),
        "children": Edge(_related("PART_OF", "({n})<-[{r}:PART_OF]-({t}:Subsystem)"), "Subsystem", order="{t}.order"),
        "listings": Edge(
            _related("LISTED_IN", "({n})<-[{r}:LISTED_IN]-({t}:Standard)"),
            "ListedStandard",
            order="{t}.number, {t}.id",
            of_relationship=True,
        ),
        "demands": Edge(_planned("({n})<-[{r}:MET_IN]-({t}:Demand)"), "Demand", order="{t}.id"),
    },
)

STANDARD = Entity(
    "Standard",
    ("id",),
    {
        **_plain(
            "id", "number", "printedNumber", "planNumber", "level", "nature", "publishedOn", "inForceOn", "withdrawnOn"
        ),
        **_plain("reviewDueOn", "projectDueOn", "dueOn", "ics", "ccs", "revision", "confidence", "note", "retiredOn"),
        **_plain("department", "draftingBodies", "documents", "foreignEditions"),
        "titleBasis": Expression(title_basis("{n}")),
        "title": TITLE,
        "status": props("timeline"),
        "stage": props("timeline"),
        "standing": props("timeline", "forceLatest", "supersededLatest"),
        "publication": props(*_dated("publication", "published")),
        "entryIntoForce": props(*_dated("force", "inForce")),
        "withdrawal": props(*_dated("withdrawal", "withdrawn")),
        "listedIn": Edge(
            _related("LISTED_IN", "({n})-[{r}:LISTED_IN]->({t}:Subsystem)"),
            "Listing",
            order="{t}.system, {t}.order",
            of_relationship=True,
        ),
        "committees": Edge(
            _related("OWNED_BY", "({n})-[{r}:OWNED_BY]->({t}:Committee)"), "Committee", order="{r}.role, {t}.code"
        ),
        "owners": Edge(
            _related("OWNED_BY", "({n})-[{r}:OWNED_BY]->({t}:Committee)"),
            "Ownership",
            order="{r}.role, {t}.code",
            of_relationship=True,
        ),
        "productCategories": Edge(
            _related("APPLIES_TO", "({n})-[{r}:APPLIES_TO]->({t}:ProductCategory)"), "ProductCategory"
        ),
        "replaces": Edge(
            "({n})-[{r}:REPLACES]->({t}:Standard)", "Replacement", order="{t}.number, {t}.id", of_relationship=True
        ),
        "replacedBy": Edge(
            "({n})<-[{r}:REPLACES]-({t}:Standard)", "Replacement", order="{t}.number, {t}.id", of_relationship=True
        ),
        "adopts": Edge(
            _related("ADOPTS", "({n})-[{r}:ADOPTS]->({t}:Standard)"),
            "Adoption",
            order="{t}.number, {t}.id",
            of_relationship=True,
        ),
        "adoptedBy": Edge(
            _related("ADOPTS", "({n})<-[{r}:ADOPTS]-({t}:Standard)"),
            "Adoption",
            order="{t}.number, {t}.id",
            of_relationship=True,
        ),
        "references": Edge(
            _related("REFERENCES", "({n})-[{r}:REFERENCES]->({t}:Standard)"),
            "Reference",
            order="{t}.number, {t}.id",
            of_relationship=True,
        ),
        "referencedBy": Edge(
            _related("REFERENCES", "({n})<-[{r}:REFERENCES]-({t}:Standard)"),
            "Reference",
            order="{t}.number, {t}.id",
            of_relationship=True,
        ),
        "referencesRecorded": Expression(f"EXISTS {{{{ ({{n}})-[:{ever('REFERENCES')}]->(:Standard) }}}}"),
        "editions": Edge("({t}:Standard {{seriesKey: {n}.seriesKey}})", "Standard", order=OLDEST_FIRST),
        "amends": Edge("({n})-[{r}:AMENDS]->({t}:Standard)", "Standard", many=False, order="{t}.number, {t}.id"),
        "amendments": Edge("({n})<-[{r}:AMENDS]-({t}:Standard)", "Standard", order=OLDEST_FIRST),
        "splitFrom": Edge("({n})-[{r}:SPLIT_FROM]->({t}:Standard)", "Standard", many=False, order="{t}.id"),
        "splitInto": Edge("({n})<-[{r}:SPLIT_FROM]-({t}:Standard)", "Standard", order="{t}.planNumber, {t}.id"),
        "sources": SOURCES,
        "claims": CLAIMS,
        "history": Edge("({n})<-[{r}:CONCERNS]-({t}:Event)", "Event", order="{t}.sequence"),
        "extensions": Edge(EXTENSIONS, "Extension", order="{t}.sequence"),
    },
)

CATEGORY = Entity(
    "ProductCategory",
    ("code",),
    {
        **_plain("code", "kind", "aliases", "confidence", "note", "retiredOn"),
        **_plain("declaredProcesses", "declaredMaterials"),
        "revision": REVISION,
        "id": props("code"),
        "title": TITLE,
        "sources": SOURCES,
        "claims": CLAIMS,
        "parents": Edge(_related("KIND_OF", "({n})-[{r}:KIND_OF]->({t}:ProductCategory)"), "ProductCategory"),
        "kinds": Edge(_related("KIND_OF", "({n})<-[{r}:KIND_OF]-({t}:ProductCategory)"), "ProductCategory"),
        "dependsOn": Edge(
            _related("DEPENDS_ON", "({n})-[{r}:DEPENDS_ON]->({t}:ProductCategory)"), "Dependency", of_relationship=True
        ),
        "dependents": Edge(
            _related("DEPENDS_ON", "({n})<-[{r}:DEPENDS_ON]-({t}:ProductCategory)"), "Dependency", of_relationship=True
        ),
        "standards": Edge(
            _related("APPLIES_TO", "({n})<-[{r}:APPLIES_TO]-({t}:Standard)"), "Standard", order="{t}.number, {t}.id"
        ),
        "demands": Edge(_planned("({n})<-[{r}:DEMANDS_FOR]-({t}:Demand)"), "Demand", order="{t}.id"),
    },
)

COMMITTEE = Entity(
    "Committee",
    ("code",),
    {
        **_plain("code", "level", "secretariat", "members", "confidence", "note", "retiredOn"),
        "revision": REVISION,
        "id": props("code"),
        "title": TITLE,
        "sources": SOURCES,
        "claims": CLAIMS,
        "parent": Edge(
            _held("SUBCOMMITTEE_OF", "({n})-[{r}:SUBCOMMITTEE_OF]->({t}:Committee)"), "Committee", many=False
        ),
        "subcommittees": Edge(_related("SUBCOMMITTEE_OF", "({n})<-[{r}:SUBCOMMITTEE_OF]-({t}:Committee)"), "Committee"),
    },
)

TARGET = Entity(
    "Target",
    ("id",),
    _plain("id", "statement", "measure", "counts", "operator", "required", "by", "levels", "baseline", "retiredOn"),
)

DEMAND = Entity(
    "Demand",
    ("id",),
    {
        **_plain("id", "priority", "confidence", "note", "retiredOn"),
        **_known_to("on", "on"),
        **_known_to("until", "until"),
        "productCategory": Edge("({n})-[{r}:DEMANDS_FOR]->({t}:ProductCategory)", "ProductCategory", many=False),
        "subsystem": Edge("({n})-[{r}:MET_IN]->({t}:Subsystem)", "Subsystem", many=False, order="{t}.id"),
        "sources": SOURCES,
        "claims": CLAIMS,
    },
)

SOURCE = Entity(
    "Source",
    ("id",),
    {**_plain("id", "title", "url", "note"), "revision": REVISION, "locator": Expression("{r}.locator")},
)

CLAIM = Entity(
    "Claim",
    ("id",),
    {
        **_plain("id", "field", "value", "chosen", "confidence", "note", "retiredOn"),
        "recordedBy": Expression("{n}.by"),
        **_known_to("on", "on"),
        "revision": REVISION,
        "about": Edge("({n})-[{r}:ABOUT]->({t})", "ChangedThing", many=False, order="{t}.id"),
        "source": Edge("({n})-[{r}:STATED_BY]->({t}:Source)", "Source", many=False, order="{t}.id"),
    },
)

EVENT = Entity(
    "Event",
    ("id",),
    {
        **_plain("sequence", "kind", "recordedAt", "actor", "note", "requestId", "before", "after", "approval"),
        "at": Expression("{n}.effectiveOn"),
        "effectiveIn": props("effectiveIn"),
        "stage": props("stage"),
        "fromStage": props("fromStage"),
    },
)

CHANGE = Entity(
    "Change",
    ("sequence",),
    {
        **_plain("sequence", "kind", "recordedAt", "actor", "note", "requestId", "before", "after", "approval"),
        "at": Expression("{n}.effectiveOn"),
        "effectiveIn": props("effectiveIn"),
        "stage": props("stage"),
        "subject": Edge("({n})-[{r}:CONCERNS]->({t}:Standard)", "Standard", many=False, order="{t}.id"),
        "record": Edge("({n})-[{r}:CONCERNS]->({t}:GapRecord)", "GapRecord", many=False, order="{t}.gapId"),
        "concerns": Edge("({n})-[{r}:CONCERNS]->({t})", "ChangedThing", many=False, order="{t}.id"),
    },
    label="Event",
)

EXTENSION = Entity(
    "Extension",
    ("sequence",),
    {
        **_plain("sequence", "recordedAt", "actor", "note", "approval", "approvedOn"),
        "at": Expression("{n}.effectiveOn"),
        "dueOn": Expression("{n}.extendedTo"),
        "was": Expression("{n}.extendedFrom"),
    },
    label="Event",
)

CHANGED_THING = Entity(
    "ChangedThing",
    (),
    {
        "label": Expression("labels({n})[0]"),
        "key": Expression("coalesce({n}.formerCode, {n}.id, {n}.gapId, {n}.code, {n}.name)"),
        "title": props("titleZh", "titleEn", "messageZh", "messageEn", "statement", "title", "name"),
    },
)

GAP_RECORD = Entity(
    "GapRecord",
    ("gapId",),
    {
        **_plain("gapId", "kind", "status", "priority", "needsResearch", "recommendation", "revision", "updatedAt"),
        "id": props("gapId"),
        "found": props("found"),
        "message": props("messageZh", "messageEn"),
        "subject": props("subjectLabel", "subjectKey"),
        "gap": props("kind"),
        "owner": Edge("({n})-[{r}:ASSIGNED_TO]->({t}:Committee)", "Committee", many=False),
        "history": Edge("({n})<-[{r}:CONCERNS]-({t}:Event)", "GapRecordEvent", order="{t}.sequence"),
    },
    certain=False,
)

GAP_RECORD_EVENT = Entity(
    "GapRecordEvent",
    ("sequence",),
    {
        **_plain("sequence", "kind", "status", "recordedAt", "actor", "requestId", "before", "after"),
        "at": Expression("{n}.effectiveOn"),
        "note": props("note", "noteEn"),
        "cause": Edge("({n})-[{r}:CAUSED_BY]->({t}:Event)", "Change", many=False, order="{t}.sequence"),
    },
    label="Event",
)

_LISTING: dict[str, Props | Expression] = {
    **_plain("itemNumber", "membership", "note"),
    **_known_to("since", "from"),
    **_known_to("until", "until"),
}

READER = Reader(
    (
        *(SYSTEM, SUBSYSTEM, STANDARD, CATEGORY, COMMITTEE, TARGET, DEMAND, SOURCE, CLAIM, EVENT, CHANGE, GAP_RECORD),
        GAP_RECORD_EVENT,
        EXTENSION,
        CHANGED_THING,
        Entity("Listing", (), {"subsystem": TargetNode("Subsystem"), **_LISTING}),
        Entity("ListedStandard", (), {"standard": TargetNode("Standard"), **_LISTING}),
        Entity("Ownership", (), {"committee": TargetNode("Committee"), **_plain("role", "basis")}),
        Entity(
            "Replacement",
            (),
            {"standard": TargetNode("Standard"), "extent": props("extent"), **_known_to("since", "from")},
        ),
        Entity("Adoption", (), {"standard": TargetNode("Standard"), "degree": props("degree")}),
        Entity("Reference", (), {"standard": TargetNode("Standard"), "normative": props("normative")}),
        Entity(
            "Dependency",
            (),
            {
                "category": TargetNode("ProductCategory"),
                **_plain("role", "confidence"),
                **_known_to("since", "from"),
            },
        ),
    )
)
"""Every entity, by the name of its GraphQL type."""
