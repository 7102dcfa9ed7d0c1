"""The mutations that import files and take loads back: the file travels as base64, up to the limit of a request body."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import strawberry

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.order import ImportForbidden, ImportOrder, current_revision
from stdgraph.datasets.importing.plans import ImportPlans
from stdgraph.datasets.importing.service import apply_import, plan_import
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.datasets.registry import list_loads
from stdgraph.datasets.system_table import UnreadableTable
from stdgraph.datasets.undo import find_load, undo_load
from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.graphql.carrying_out import Info
from stdgraph.graphql.input_fields import optional, required
from stdgraph.graphql.resolvers import answer_with
from stdgraph.graphql.scalars import Day, require_days
from stdgraph.graphql.types.imports import ImportOutcome, refused_row, report_row, undone_row
from stdgraph.graphql.types.inputs import DryRun, Given


@strawberry.input(description="A file that is to be imported.")
class PlanImportInput:
    """A file."""

    dataset: str = required(
        "The dataset that states what the file says: the same name again changes what it stated before."
    )
    content: str = required("The file in base64: a table (XLSX, XLS, ODS, CSV), ISO Open Data, or Relaton.")
    file_name: str | None = optional("The name of the file, for people.")
    system: str | None = optional(
        "Code of the system; absent: the one of the table's title, else one made of the dataset's name."
    )
    mapping: str | None = optional("How a table is read: a mapping file (YAML), as a plan offers it.")
    title: str | None = optional("What the dataset is called, for people; absent: as before.")
    stated_on: Day | None = optional("The day as of which the file speaks; absent: as before.")
    rank: int | None = optional("Where datasets differ, the one of the smaller rank is followed; absent: as before.")
    retire: bool = strawberry.field(
        default=False, description="Whether what no dataset states any more leaves the plan today."
    )
    language: Language = strawberry.field(default=Language.ZH, description="Of what is told about rows.")

    def order(self) -> ImportOrder:
        """What is asked for. Raises BadInput."""
        require_days({"statedOn": self.stated_on})
        day = self.stated_on
        values = {"dataset": self.dataset, "system": self.system, "mapping": self.mapping, "title": self.title}
        further = {
            "statedOn": day.isoformat() if isinstance(day, date) else None,
            "rank": self.rank,
            "retire": self.retire,
        }
        return ImportOrder.of({**values, **further, "language": self.language.value})

    def write(self, file: Path) -> None:
        """Write the file. Raises BadInput for what is not base64."""
        try:
            file.write_bytes(base64.b64decode(self.content, validate=True))
        except binascii.Error:
            raise BadInput("content: invalid base64 (expected the bytes of the file, RFC 4648)") from None


@strawberry.input(description="A plan that is to be carried out.")
class ApplyImportInput:
    """A plan."""

    plan: strawberry.ID = required("The plan, as `planImport` or `POST /import` named it.")


@strawberry.input(description="A load that is to be taken back.")
class UndoLoadInput:
    """A load."""

    load: strawberry.ID = required("The load, as `applyImport` named it.")


@strawberry.type
class ImportFields:
    """Root fields; the answer of each is read right after."""

    @strawberry.field(
        description="Plan the import of a file: what it would do, row by row; nothing of the catalogue is changed."
    )
    async def plan_import(self, info: Info, input: Given[PlanImportInput]) -> ImportOutcome | None:
        """A plan."""

        async def work() -> Answer:
            who, plans = await info.context.identity(), _plans(info)
            planned = await plan_import(info.context.graph, plans, who, input.order(), input.file_name, input.write)
            told = planned.document()
            return {
                "__typename": "ImportPlanned",
                "plan": planned.plan.id,
                "revision": planned.plan.revision,
                "report": report_row(told),
                "mapping": planned.mapping,
                "refused": told["refused"],
            }

        return await _answer(info, work)

    @strawberry.field(description="Carry out a plan, as a whole; sent again it answers the same.")
    async def apply_import(self, info: Info, input: Given[ApplyImportInput]) -> ImportOutcome | None:
        """A load."""

        async def work() -> Answer:
            told = await apply_import(info.context.graph, _plans(info), await info.context.identity(), str(input.plan))
            await info.context.wrote()
            await info.context.reconcile()
            return await _applied(info, told["load"], told["revision"], report_row(told))

        return await _answer(info, work)

    @strawberry.field(
        description="Take a load back: the dataset says again what it said before. Refused where something later rests on it."
    )
    async def undo_load(self, info: Info, input: Given[UndoLoadInput], dry_run: DryRun = False) -> ImportOutcome | None:
        """A load that says what was said before."""

        async def work() -> Answer:
            graph, who = info.context.graph, await info.context.identity()
            loads = await list_loads(graph)
            named = [one.actor for one in loads if one.id == str(input.load)]
            denied = decide(Action.UNDO_LOAD, who, Subject(author=next(iter(named), None)))
            if denied is not None:
                raise ImportForbidden(Message(denied.zh, denied.en), denied.required, Language.EN)
            chosen = find_load(loads, str(input.load))
            report = await undo_load(graph, chosen.id, actor=who.name, dry_run=dry_run)
            if dry_run and report.refused:
                raise BadInput("\n".join(report.refused))
            if not dry_run:
                await info.context.wrote()
                await info.context.reconcile()
            return await _applied(info, report.load, report.revision, undone_row(report))

        return await _answer(info, work)


def _plans(info: Info) -> ImportPlans:
    return ImportPlans(info.context.settings.data_dir)


async def _applied(info: Info, load: str | None, revision: int | None, report: Answer) -> Answer:
    now = revision if revision is not None else await info.context.graph.read(current_revision)
    return {"__typename": "ImportApplied", "load": load, "revision": now, "report": report}


async def _answer(info: Info, work: Callable[[], Awaitable[Answer]]) -> ImportOutcome | None:
    """The outcome of an import; what is wrong with a file, a plan or a load is an outcome, too."""
    answer: ImportOutcome = await answer_with(info, await _outcome(work))
    return answer


async def _outcome(work: Callable[[], Awaitable[Answer]]) -> Answer:
    try:
        return await work()
    except ImportForbidden as error:
        return {"__typename": "NotPermitted", "message": error.message, "required": error.required}
    except UnreadableTable as error:
        return refused_row(error.message.zh, error.message.en)
    except BadInput as error:
        return refused_row(str(error), str(error), expired=isinstance(error, CatalogueMovedOn))
