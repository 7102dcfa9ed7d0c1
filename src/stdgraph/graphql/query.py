"""The root fields of queries. Each method is the code that answers its field, on the fast path and by the executor alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import strawberry

from stdgraph.catalogue import lookup, pages
from stdgraph.catalogue import search as free_text
from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import Wanted, fetch_named
from stdgraph.catalogue.rows import StandardFields
from stdgraph.commands import feed
from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.gap_records import pages as records
from stdgraph.gap_records.former_gaps import gaps_today
from stdgraph.gaps.gap_history import compute_gap_history
from stdgraph.gaps.pages import GapOrder
from stdgraph.graphql.field_context import FieldContext, bounded
from stdgraph.graphql.resolvers import root_field
from stdgraph.graphql.types.catalogue import Catalogue
from stdgraph.graphql.types.categories import ProductCategory
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.comparison import Comparison, answer_comparison
from stdgraph.graphql.types.connections import SearchConnection, StandardConnection
from stdgraph.graphql.types.coverage import Coverage
from stdgraph.graphql.types.editions import EditionComparison, FromSystem, ToSystem, answer_editions
from stdgraph.graphql.types.enums import Direction
from stdgraph.graphql.types.fields import from_global_id, key_named
from stdgraph.graphql.types.gaps import Gap, GapConnection, GapFilter, answer_gap, gap_pages
from stdgraph.graphql.types.history import HistoryPoint, PublicationRate, StageDuration
from stdgraph.graphql.types.impact import WhatIf, answer_what_if
from stdgraph.graphql.types.inputs import (
    After,
    AsOf,
    Before,
    Code,
    DecidedAs,
    Depth,
    Each,
    First,
    FirstOf50,
    From,
    GapId,
    GapOrdering,
    GlobalId,
    GlobalIds,
    Kinds,
    KnownBy,
    Last,
    Listed,
    NewestFirst,
    Number,
    OrderBy,
    OwnerCode,
    Part,
    PlanOf,
    RecordStatus,
    Severities,
    SinceDay,
    SystemCode,
    Text,
    To,
    UntilDay,
    Where,
    WholePart,
    Withdrawn,
    scope_of,
    where_of,
)
from stdgraph.graphql.types.me import Me, told
from stdgraph.graphql.types.progress import Progress
from stdgraph.graphql.types.provenance import ChangeConnection
from stdgraph.graphql.types.questions import AdoptionShare, GapHistoryPoint
from stdgraph.graphql.types.records import GapRecordConnection
from stdgraph.graphql.types.relay import Node, mentioned
from stdgraph.graphql.types.standard import Standard
from stdgraph.graphql.types.systems import StandardsSystem, Subsystem
from stdgraph.graphql.types.tokens import AccessTokenConnection, States, answer_tokens
from stdgraph.progress.adoption import compute_adoption_share
from stdgraph.progress.coverage import compute_coverage
from stdgraph.progress.history import compute_history
from stdgraph.progress.stage_durations import compute_publication_rates, compute_stage_durations
from stdgraph.progress.tally import compute_progress, needs_of
from stdgraph.progress.targets import load_target_facts
from stdgraph.store.known_codes import present_keys
from stdgraph.store.session import Transaction

Rows = Sequence[Answer | None]


@strawberry.type(
    description="Everything that can be queried. An unknown code, number or id that is looked up answers null, one "
    "in a scope or a condition is an error with the codes that come nearest; a root field that fails is null, too, and its error names it in `path`."
)
class Query:
    """Root fields; each is answered in one session that only reads."""

    @root_field(Catalogue | None, "The state of the catalogue; null before anything was loaded.")
    async def catalogue(self, field: FieldContext) -> Answer | None:
        """Revision and versions."""
        row = await field.tx.row(
            "MATCH (n:Catalogue {id: 'catalogue'}) RETURN n{.revision, .sequence, .schemaVersion} AS row"
        )
        return row and row["row"]

    @root_field(Me | None, "Who asks, by the token that the request carries; null without one.")
    async def me(self, field: FieldContext) -> Answer | None:
        """The identity behind the request."""
        return await told(field.tx, field.who)

    @root_field(
        AccessTokenConnection | None,
        "The access tokens, expired and revoked ones too, in the order in which they were issued; for administrators only.",
    )
    async def tokens(self, field: FieldContext, state: States = None, first: First = 20, after: After = None) -> Answer:
        """A page of tokens. Raises Unauthenticated or Forbidden."""
        return await answer_tokens(field, state, first, after)

    @root_field(Node | None, "A node by its global id.")
    async def node(self, field: FieldContext, id: GlobalId) -> Answer | None:
        """Relay's node."""
        return (await _nodes(field, [id]))[0]

    @root_field(list[Node | None] | None, "Nodes by their global ids, in that order; null for those unknown.")
    async def nodes(self, field: FieldContext, ids: GlobalIds) -> Rows:
        """Relay's nodes. Raises LimitExceeded."""
        field.check_listed("ids", ids)
        return await _nodes(field, ids)

    @root_field(StandardsSystem | None, "A standards system by code.")
    async def system(self, field: FieldContext, code: Code) -> Answer | None:
        """One system."""
        return await lookup.find_entity(field.tx, "StandardsSystem", code, field.selection("StandardsSystem"))

    @root_field(list[StandardsSystem] | None, "Every standards system, by code.")
    async def systems(self, field: FieldContext) -> Rows:
        """All systems."""
        return await lookup.list_entities(field.tx, "StandardsSystem", field.selection("StandardsSystem"))

    @root_field(Subsystem | None, "A subsystem by the codes of its system and its own.")
    async def subsystem(self, field: FieldContext, system: SystemCode, code: Code) -> Answer | None:
        """One subsystem."""
        return await lookup.find_entity(field.tx, "Subsystem", f"{system}/{code}", field.selection("Subsystem"))

    @root_field(
        Standard | None,
        "A standard by its number or plan number in any printed form, or by its id. A number without its year is the edition in force on the "
        "day, else the latest that was published, else the one furthest on.",
    )
    async def standard(self, field: FieldContext, number: Number, as_of: AsOf = None) -> StandardFields | None:
        """One standard, by any of its names, the global id among them."""
        name, day = key_named(number, "Standard"), field.day(as_of)
        return await lookup.find_standard(field.tx, name, field.selection("Standard"), day)

    @root_field(StandardConnection | None, "A page of standards under a condition, in an order; without one by number.")
    async def standards(
        self,
        field: FieldContext,
        first: FirstOf50 = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Where = None,
        order_by: OrderBy = None,
        as_of: AsOf = None,
    ) -> Answer:
        """A page, with counts where they are asked for."""
        order = [(str(one.field), one.direction is Direction.DESC) for one in order_by or ()] or [("NUMBER", False)]
        asked = pages.StandardsQuery(where_of(where), order, field.day(as_of))
        wanted = field.page(first, after, last, before, default=50)
        answer: Answer = {}
        if field.wants("edges") or field.wants("pageInfo"):
            selection, with_cursors = field.node_selection("Standard"), field.wants("edges", "cursor")
            answer = await pages.page_standards(field.tx, asked, wanted, selection, with_cursors=with_cursors)
        else:
            asked.check(wanted)
        if field.wants("totalCount"):
            answer["totalCount"] = await pages.count_standards(field.tx, asked)
        if field.wants("facets"):
            answer["facets"] = await pages.count_facets(field.tx, asked)
        return answer

    @root_field(ProductCategory | None, "A product category by code.")
    async def product_category(self, field: FieldContext, code: Code) -> Answer | None:
        """One category."""
        return await lookup.find_entity(field.tx, "ProductCategory", code, field.selection("ProductCategory"))

    @root_field(list[ProductCategory] | None, "Every product category, by code.")
    async def product_categories(self, field: FieldContext) -> Rows:
        """All categories."""
        return await lookup.list_entities(field.tx, "ProductCategory", field.selection("ProductCategory"))

    @root_field(Committee | None, "A committee by code.")
    async def committee(self, field: FieldContext, code: Code) -> Answer | None:
        """One committee."""
        return await lookup.find_entity(field.tx, "Committee", code, field.selection("Committee"))

    @root_field(list[Committee] | None, "Every committee, by code.")
    async def committees(self, field: FieldContext) -> Rows:
        """All committees."""
        return await lookup.list_entities(field.tx, "Committee", field.selection("Committee"))

    @root_field(Progress | None, "How far a scope is on a day (today if none is given).")
    async def progress(self, field: FieldContext, scope: Part = None, as_of: AsOf = None) -> Answer:
        """Progress of a scope."""
        needs = needs_of(field.names("Progress"))
        return (await compute_progress(field.tx, [scope_of(scope)], field.day(as_of), needs))[0]

    @root_field(
        list[HistoryPoint] | None,
        "The burn-up: counts of a scope at the end of each interval, as `progress` gives them for that day, from the "
        "events recorded since, or by an instant.",
    )
    async def progress_history(
        self,
        field: FieldContext,
        scope: WholePart,
        from_: From,
        to: To,
        interval: Each = Interval.MONTH,
        known_at: KnownBy = None,
        plan: PlanOf = HistoryPlan.CURRENT,
    ) -> Rows:
        """The history of a scope. Raises BadInput."""
        part = scope_of(scope)
        chosen = plan or HistoryPlan.CURRENT
        return await compute_history(field.tx, part, from_, to, interval or Interval.MONTH, known_at, chosen)

    @root_field(
        Comparison | None,
        "What changed in a scope between two days: standards that moved, gaps that opened and closed, and the progress on both days.",
    )
    async def comparison(self, field: FieldContext, scope: WholePart, from_: SinceDay, to: UntilDay) -> Answer:
        """Two days compared. Raises BadInput."""
        return await answer_comparison(field, scope_of(scope), from_, to)

    @root_field(
        EditionComparison | None,
        "What of one system is in another on a day (today if none is given): two editions of one compared, item by item.",
    )
    async def edition_comparison(
        self, field: FieldContext, from_: FromSystem, to: ToSystem, as_of: AsOf = None
    ) -> Answer:
        """Two systems compared. Raises UnknownCode."""
        return await answer_editions(field, (from_, to), field.day(as_of))

    @root_field(
        list[StageDuration] | None,
        "How long the standards of a scope stay in each stage, up to a day (today if none is given).",
    )
    async def durations(self, field: FieldContext, scope: Part = None, as_of: AsOf = None) -> Rows:
        """Medians by stage."""
        return (await compute_stage_durations(field.tx, [scope_of(scope)], field.day(as_of)))[0]

    @root_field(
        PublicationRate | None,
        "How many standards of a scope are published a year, up to a day (today if none is given).",
    )
    async def publication_rate(self, field: FieldContext, scope: Part = None, as_of: AsOf = None) -> Answer:
        """Publications by year."""
        return (await compute_publication_rates(field.tx, [scope_of(scope)], field.day(as_of)))[0]

    @root_field(
        GapConnection | None,
        "What is missing, late or broken in a scope on a day (today if none is given), worst first.",
    )
    async def gaps(
        self,
        field: FieldContext,
        scope: Part = None,
        kinds: Kinds = None,
        severity: Severities = None,
        record_status: DecidedAs = None,
        order_by: GapOrdering = GapOrder.SCORE,
        first: First = 20,
        after: After = None,
        as_of: AsOf = None,
    ) -> Answer:
        """A page of gaps. Raises BadInput or LimitExceeded."""
        wanted = GapFilter(kinds, severity, record_status, order_by or GapOrder.SCORE)
        return (await gap_pages(field, [scope_of(scope)], wanted, first, after, as_of))[0]

    @root_field(
        Gap | None,
        "A gap by its id or key: as it is on the day that the id bears, else today; null where it is not found then.",
    )
    async def gap(self, field: FieldContext, id: GapId) -> Answer | None:
        """One gap."""
        return await answer_gap(field, str(id))

    @root_field(GapRecordConnection | None, "What committees decided about gaps, found or gone, the most urgent first.")
    async def gap_records(
        self,
        field: FieldContext,
        status: RecordStatus = None,
        owner: OwnerCode = None,
        scope: Part = None,
        first: First = 20,
        after: After = None,
    ) -> Answer:
        """A page of records."""
        wanted = records.RecordFilter(tuple(str(one) for one in status or ()), owner, scope_of(scope))
        answer = await records.page(field.tx, wanted, field.page(first, after), field.node_selection("GapRecord"))
        if field.wants("totalCount"):
            answer["totalCount"] = await records.total(field.tx, wanted)
        return answer

    @root_field(
        list[GapHistoryPoint] | None,
        "How many gaps a scope had at the end of each interval: at most 60 points.",
    )
    async def gap_history(
        self,
        field: FieldContext,
        scope: WholePart,
        from_: From,
        to: To,
        interval: Each = Interval.QUARTER,
        kinds: Kinds = None,
    ) -> Rows:
        """Gaps over time. Raises BadInput or LimitExceeded."""
        part = scope_of(scope)
        return await compute_gap_history(field.tx, part, kinds, from_, to, interval or Interval.QUARTER)

    @root_field(AdoptionShare | None, "The share of adoption (采标率) in a scope on a day (today if none is given).")
    async def adoption_share(self, field: FieldContext, scope: Part = None, as_of: AsOf = None) -> Answer:
        """The share."""
        return await compute_adoption_share(field.tx, scope_of(scope), field.day(as_of))

    @root_field(
        Coverage | None,
        "The coverage matrix of a system on a day (today if none is given); null for an unknown system.",
    )
    async def coverage(
        self, field: FieldContext, system: SystemCode, depth: Depth = 2, as_of: AsOf = None
    ) -> Answer | None:
        """The matrix. Raises BadInput."""
        asked = (bounded("depth", depth, 1, 100), field.day(as_of))
        found = await compute_coverage(field.tx, system, *asked)
        if found is not None:
            return found
        now = (await present_keys(field.tx, [("StandardsSystem", system)])).get(("StandardsSystem", system))
        return None if now is None else await compute_coverage(field.tx, now, *asked)

    @root_field(
        WhatIf | None,
        "What would become of a scope if standards were withdrawn on a day (today if none is given): gaps that would open "
        "and close, and the progress before and after. Nothing is written.",
    )
    async def what_if(
        self, field: FieldContext, withdraw: Withdrawn, scope: Part = None, as_of: AsOf = None, first: Listed = 20
    ) -> Answer:
        """A hypothesis. Raises LimitExceeded."""
        field.check_listed("withdraw", withdraw)
        size = field.page(first).size
        return await answer_what_if(field, withdraw, scope_of(scope), field.day(as_of), size, named=as_of is not None)

    @root_field(SearchConnection | None, "Free text over numbers and titles, Chinese and English, best first.")
    async def search(self, field: FieldContext, text: Text, first: First = 20, after: After = None) -> Answer:
        """A page of hits."""
        answer = await free_text.search(field.tx, text, field.page(first, after))
        if field.wants("totalCount"):
            answer["totalCount"] = await free_text.count_found(field.tx, text)
        return answer

    @root_field(
        ChangeConnection | None, "What changed since a cursor: come back with the last one and nothing is missed."
    )
    async def changes(
        self,
        field: FieldContext,
        after: After = None,
        first: First = 100,
        scope: Part = None,
        newest_first: NewestFirst = False,
    ) -> Answer:
        """A page of the feed."""
        page = feed.newest_changes if newest_first else feed.changes
        return await page(field.tx, after, field.page(first).size, scope_of(scope))


async def _nodes(field: FieldContext, identifiers: Sequence[str]) -> Rows:
    """Rows of nodes in the order of their ids; looked up even where nothing but the id is asked for, for it may be unknown."""
    below = field.pick.below
    named = [from_global_id(identifier) for identifier in identifiers]
    keys: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for label, key in (one for one in named if one and one[0] in below):
        keys[label][mentioned(label, key)[0]] = None
    wanted = [Wanted(label, below[label], tuple(group)) for label, group in keys.items()]
    rows = dict(zip(keys, await fetch_named(field.tx, READER, wanted), strict=True))
    if missing := keys["GapRecord"].keys() - rows.get("GapRecord", {}).keys():  # under the id that its gap has by now
        gaps = await gaps_today(field.tx, sorted(missing))
        (found_now,) = await fetch_named(
            field.tx, READER, [Wanted("GapRecord", below["GapRecord"], tuple(gaps.values()))]
        )
        rows["GapRecord"] |= {gap: found_now[now] for gap, now in gaps.items() if now in found_now}
    found = [None if one is None or one[0] not in rows else _mention(*one, rows[one[0]]) for one in named]
    return await _as_asked(field.tx, found)


def _mention(label: str, key: str, rows: Mapping[str, Answer]) -> Answer | None:
    """The row of a node with what its id carries; None for an unknown one."""
    name, own = mentioned(label, key)
    row = rows.get(name)
    return row and {**row, **own, "__typename": label}


async def _as_asked(tx: Transaction, rows: Rows) -> Rows:
    """The same rows, those of targets whose id bears a day with what was said of them on it."""
    told = await load_target_facts(tx, {(row["id"], row["askedOn"]) for row in rows if row and "askedOn" in row})
    return [{**row, **told[row["id"], row["askedOn"]]} if row and "askedOn" in row else row for row in rows]
