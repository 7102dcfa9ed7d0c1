"""The page on which a person says how a sheet is read: its first rows, above each column a choice of the known fields."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from stdgraph.datasets.importing.plans import ImportPlan
from stdgraph.datasets.system_table import SheetRole, SubsystemSource, TableField, TableMapping, read_mapping
from stdgraph.datasets.system_table.headings import nearest_fields
from stdgraph.datasets.system_table.look import SheetLook, look_at
from stdgraph.datasets.system_table.mapping import UNKNOWN
from stdgraph.datasets.system_table.mapping_writing import IGNORE
from stdgraph.datasets.system_table.sheet import column_number
from stdgraph.datasets.system_table.words import codes_of
from stdgraph.errors import BadInput
from stdgraph.web.importing.mapping_form import DEEPEST, WORDS, mapping_of, open_words
from stdgraph.web.importing.plan_page import plan_anew, refuse_done
from stdgraph.web.importing.sheets import ROLE_TERMS, SOURCE_TERMS, field_name
from stdgraph.web.importing.visit import Visit

FORM_FIELDS = 3 * WORDS + 700
"""Fields that the form may have: a sheet has at most 500 columns, a word three fields."""


async def show_mapping(visit: Visit) -> Response:
    """The form for a sheet, the one that the address names or the first that is a list."""
    plan = visit.plan()
    looks = await _looks(visit, plan)
    return _page(visit, plan, looks, _chosen(looks, visit.request.query_params.get("sheet")))


async def take_mapping(visit: Visit) -> Response:
    """Plan again with what the form says, or show it again with what is wrong."""
    plan = visit.plan()
    looks = await _looks(visit, plan)
    async with visit.request.form(max_files=0, max_fields=FORM_FIELDS) as form:
        look = _chosen(looks, str(form.get("sheet") or ""))
        try:
            text = mapping_of(form, look, _given(plan), plan.order.language)
        except BadInput as error:
            return _page(visit, plan, looks, look, form, str(error))
    return await plan_anew(visit, plan, replace(plan.order, mapping=text))


async def _looks(visit: Visit, plan: ImportPlan) -> tuple[SheetLook, ...]:
    """The sheets of a plan's file. Raises BadInput for one that is no table, and for a plan that was carried out."""
    refuse_done(plan)
    told = plan.told()
    if told.get("mapping") is None and "problem" not in told:
        raise BadInput("a mapping says how a table is read: this file is none (expected a table)")
    async with visit.turn.taken():
        return await asyncio.to_thread(look_at, plan.file, _given(plan))


def _given(plan: ImportPlan) -> TableMapping:
    """What was told so far of how the table is read."""
    return read_mapping(plan.order.mapping) if plan.order.mapping else TableMapping()


def _chosen(looks: tuple[SheetLook, ...], name: str | None) -> SheetLook:
    named = next((one for one in looks if one.name == name), None)
    lists = (one for one in looks if one.role is SheetRole.ITEMS)
    seen = (one for one in looks if not one.hidden)
    return named or next(lists, None) or next(seen, looks[0])


def _page(
    visit: Visit,
    plan: ImportPlan,
    looks: tuple[SheetLook, ...],
    look: SheetLook,
    form: FormData | None = None,
    problem: str | None = None,
) -> Response:
    language, given = visit.reader.language, _given(plan)
    effective = plan.told().get("mapping")
    words = open_words(read_mapping(effective) if effective else None, given)
    said = given.sheets.get(look.name)
    ticked = form.getlist("subsystems") if form else (said.subsystems or ()) if said else ()
    role = look.role if look.recognised or look.role is not SheetRole.IGNORED else SheetRole.ITEMS
    return visit.page(
        "import_mapping.html",
        status=400 if problem else 200,
        plan=plan,
        problem=problem,
        draft=plan.told().get("problem"),
        looks=looks,
        look=look,
        role=str(form.get("role")) if form else role.value,
        header_row=str(form.get("header_row")) if form else str(look.header_row),
        header_rows=str(form.get("header_rows")) if form else str(look.header_rows),
        deepest=DEEPEST,
        columns=[_column(visit, letters, look, form) for letters in look.columns],
        fields=[(field.value, field_name(field, language)) for field in TableField],
        roles=[(one.value, term.in_language(language)) for one, term in ROLE_TERMS.items()],
        sources=[(one.value, SOURCE_TERMS[one].in_language(language), one.value in ticked) for one in SubsystemSource],
        words=[
            {
                "field": one.field.value,
                "name": field_name(one.field, language),
                "text": one.text,
                "meaning": str(form.get(f"word.{n}.meaning") or "") if form else one.meaning,
                "codes": codes_of(one.field),
            }
            for n, one in enumerate(words)
        ],
        role_of=lambda one: ROLE_TERMS[one].in_language(language),
        column_number=column_number,
        ignore=IGNORE,
        unknown=UNKNOWN,
    )


def _column(visit: Visit, letters: str, look: SheetLook, form: FormData | None) -> dict[str, Any]:
    """A column as the form shows it: its choice, and of a heading that is not understood the nearest fields."""
    column = look.columns[letters]
    field = column.field.value if column.field else IGNORE if column.ignored else UNKNOWN
    near = nearest_fields(column.heading) if field == UNKNOWN and column.heading else ()
    return {
        "letters": letters,
        "heading": column.heading,
        "chosen": str(form.get(f"field.{letters}") or "") if form else field,
        "nearest": [field_name(TableField(one), visit.reader.language) for one in near],
    }
