"""Standards systems, their subsystems, targets and demands."""

from __future__ import annotations

import strawberry

from stdgraph.domain.vocabulary import Confidence, Language, Level, Membership, Priority, TargetCounts, TargetState
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.answers import Progress, TreeNode
from stdgraph.graphql.types.arguments import After, AsOf, First, In, Kinds
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain, titled, told
from stdgraph.graphql.types.gaps import GapConnection
from stdgraph.graphql.types.history import Forecast, PublicationRate, StageDuration
from stdgraph.graphql.types.lazy import LazyCategory, LazyStandard, LazySubsystem, LazySystem
from stdgraph.graphql.types.provenance import Claim, Source
from stdgraph.graphql.types.relay import Node, node_id


@strawberry.type(description="A numeric target that the issuing document sets.")
class Target(Node):
    """One target."""

    is_type_of = staticmethod(is_row_of("Target"))
    id: strawberry.ID = node_id("Target", "id")
    statement: str = plain("The target in the document's words.")
    measure: str | None = plain("What is counted.")
    operator: str | None = plain("How the count compares with `required`.")
    required: int | None = plain("The number required; null where the target is none, such as full coverage.")
    by: Day | None = plain("The day by which it is to be reached.")
    levels: list[Level] | None = plain("Which levels count towards it; none: all.")
    counts: TargetCounts | None = plain(
        "What of the catalogue is counted; null where the measure cannot be counted from it."
    )
    baseline: Day | None = plain(
        "The day after which standards count as new; null where the document states none: then its own day counts."
    )
    achieved: int | None = plain(
        "Standards of its levels that the system lists and that were published after the baseline, by the day asked about. "
        "Publications of unknown day are not. Null where nothing is counted."
    )
    remaining: int | None = plain("required - achieved, not below 0; null with either.")
    pace: float | None = plain(
        "achieved, a year since the baseline; null where nothing is counted or no time has passed."
    )
    required_pace: float | None = plain(
        "remaining, a year until its day; 0 once reached, null where no time is left or no day is stated."
    )
    state: TargetState | None = plain(
        "MET: reached by its day. MISSED: not reached, and the day has come. Before that ON_TRACK where `pace` is at least "
        "`requiredPace`, else AT_RISK. NOT_MEASURED where nothing can be compared: the forecast's `assumptions` say why."
    )

    @strawberry.field(description="Whether it will be met; null for a target that no system sets.")
    def forecast(self, info: strawberry.Info) -> Forecast | None:
        """The forecast as of the day that the target was asked for."""
        answer: Forecast | None = told(self, info)
        return answer


@strawberry.type(description="That some document says a product category needs a standard of a subsystem.")
class Demand(Node):
    """One demand."""

    is_type_of = staticmethod(is_row_of("Demand"))
    id: strawberry.ID = node_id("Demand", "id")
    priority: Priority | None = plain("How urgent the document says it is; null where it says nothing.")
    on: Day | None = plain("The day of the document, as far as it is known.")
    confidence: Confidence | None = plain("How sure the demand is.")
    note: str | None = plain("A remark of the compiler.")
    product_category: LazyCategory | None = linked_one("The category.")
    subsystem: LazySubsystem | None = linked_one("The subsystem.")
    sources: list[Source] = linked("The documents that demand it.")


@strawberry.type(description="A standard as a subsystem lists it.")
class ListedStandard:
    """A subsystem's item."""

    standard: LazyStandard = linked_one("The standard.")
    item_number: str | None = plain("Its number in the table of items, as printed.")
    membership: Membership | None = plain("Whether a source states that it belongs there.")
    note: str | None = plain("A remark of the compiler.")


@strawberry.type(description="A branch of a standards system.")
class Subsystem(Node):
    """One subsystem."""

    is_type_of = staticmethod(is_row_of("Subsystem"))
    id: strawberry.ID = node_id("Subsystem", "id")
    code: str = plain("Its code within the system.")
    depth: int = plain("Its depth in the tree; 1 at the top.")
    confidence: Confidence | None = plain("How sure it is that the system has it.")
    note: str | None = plain("A remark of the compiler.")
    system: LazySystem = linked_one("The system it belongs to.")
    parent: LazySubsystem | None = linked_one("The subsystem it is part of; null at the top.")
    children: list[LazySubsystem] = linked("Its parts, in order.")
    listings: list[ListedStandard] = linked("The standards it lists itself.")
    demands: list[Demand] = linked("The demands that name it.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")

    @strawberry.field(description="Its title.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        return titled(self, language)

    @strawberry.field(description="How far its subtree is on a day (today if none is given).")
    def progress(self, info: strawberry.Info, as_of: AsOf = None) -> Progress:
        """Progress of the subtree."""
        answer: Progress = told(self, info)
        return answer

    @strawberry.field(description="Gaps of its subtree, worst first.")
    def gaps(
        self,
        info: strawberry.Info,
        kinds: Kinds = None,
        first: First = 20,
        after: After = None,
        as_of: AsOf = None,
    ) -> GapConnection:
        """A page of gaps."""
        answer: GapConnection = told(self, info)
        return answer


@strawberry.type(description="A standards system (标准体系): a plan of standards, as a tree of subsystems.")
class StandardsSystem(Node):
    """One system."""

    is_type_of = staticmethod(is_row_of("StandardsSystem"))
    id: strawberry.ID = node_id("StandardsSystem")
    code: str = plain("Its code.")
    issuer: str | None = plain("Who issued the document.")
    document_number: str | None = plain("Number of the document (文号).")
    issued_on: Day | None = plain("The day the document bears.")
    announced_on: Day | None = plain("The day it was announced, where that differs.")
    declared: int | None = plain("How many items the document says it lists.")
    horizon: Day | None = plain("The day it plans up to.")
    note: str | None = plain("What is to be kept in mind: above all what could not be read.")
    confidence: Confidence | None = plain("How sure its facts are.")
    subsystems: list[Subsystem] = linked("Its top level, in order.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")

    @strawberry.field(description="Its title.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        return titled(self, language)

    @strawberry.field(description="How far it is on a day (today if none is given).")
    def progress(self, info: strawberry.Info, as_of: AsOf = None) -> Progress:
        """Progress of the system."""
        answer: Progress = told(self, info)
        return answer

    @strawberry.field(description="The targets it sets, by id, as they stand on a day (today if none is given).")
    def targets(self, info: strawberry.Info, as_of: AsOf = None) -> list[Target]:
        """The targets."""
        answer: list[Target] = told(self, info)
        return answer

    @strawberry.field(description="How long its standards stay in each stage, up to a day (today if none is given).")
    def durations(self, info: strawberry.Info, as_of: AsOf = None) -> list[StageDuration]:
        """Medians by stage."""
        answer: list[StageDuration] = told(self, info)
        return answer

    @strawberry.field(
        description="How many of its standards are published a year, up to a day (today if none is given)."
    )
    def publication_rate(self, info: strawberry.Info, as_of: AsOf = None) -> PublicationRate:
        """Publications by year."""
        answer: PublicationRate = told(self, info)
        return answer

    @strawberry.field(
        description="Every subsystem, depth first in the system's order, with figures rolled up at every level."
    )
    def tree(self, info: strawberry.Info, as_of: AsOf = None) -> list[TreeNode]:
        """The tree."""
        answer: list[TreeNode] = told(self, info)
        return answer

    @strawberry.field(description="Gaps of the system, worst first.")
    def gaps(
        self,
        info: strawberry.Info,
        kinds: Kinds = None,
        first: First = 20,
        after: After = None,
        as_of: AsOf = None,
    ) -> GapConnection:
        """A page of gaps."""
        answer: GapConnection = told(self, info)
        return answer
