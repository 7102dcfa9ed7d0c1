"""The columns of the list (明细表): those of the form, which are printed, and to their right what else a reader and an import need."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Degree, Extent, Language, Level, Membership, Nature, Standing, Status, TitleBasis
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import cell_term, in_language
from stdgraph.exports.system_forms.listed_rows import ListedRow, name_of
from stdgraph.exports.system_forms.sheet import Column, Value

Numbered = tuple[int, ListedRow]
"""A row with its place in the list."""
Read = Callable[[ListedRow], Value]


CODE = 1
"""The place of the column of subsystems' codes."""
TITLE = "title of item"
"""The format of the column of titles in the sheet's own language."""


def status_word(row: ListedRow, language: Language) -> str:
    """What the document is worth (现行, 被代替 …) or, before publication and after abandonment, how far it is."""
    standing = row["standing"]
    return cell_term(Standing(standing) if standing else Status(row["status"]), language)


def _number(row: ListedRow, language: Language) -> str | None:
    """The number as it is printed; of what is published and has none here it says that nobody knows it."""
    unknown = texts.NUMBER_UNKNOWN.in_language(language) if row["status"] == Status.PUBLISHED else None
    return row["printedNumber"] or row["number"] or unknown


def _adopted(row: ListedRow, language: Language) -> str:
    """Each adopted document, with the degree where it is stated, as GB/T 1.1 prints them: ``ISO 14067:2018，IDT``."""
    comma = "，" if language is Language.ZH else ", "
    said = (name_of(named) + (f"{comma}{Degree(degree)}" if degree else "") for named, degree in row["adopts"])
    return "\n".join(said)


def _replaced(row: ListedRow, language: Language) -> str:
    """The numbers of what it replaces, or that it is withdrawn itself."""
    said = [
        name_of(named) + (texts.PART.in_language(language) if extent == Extent.PART else "")
        for named, extent in row["replaces"]
    ]
    if row["standing"] == Standing.WITHDRAWN:
        said.append(texts.WITHDRAWN.in_language(language))
    return "\n".join(said)


def _joined(values: Sequence[str] | None, language: Language) -> str:
    return texts.SEPARATOR.in_language(language).join(values or ())


def columns(language: Language, *, numbered: bool) -> tuple[list[Column], int]:
    """The columns of the list, and how many of them are printed; ``numbered``: some row has a number of its own in the system."""
    field = TableField

    def of(name: TableField, width: float, read: Read, form: str = "text") -> Column:
        known = Term(HEADINGS[name].zh, HEADINGS[name].en)
        return Column(known.in_language(language), width, lambda one: read(one[1]), form)

    title_zh = of(field.TITLE_ZH, 33, lambda row: _title(row, Language.ZH, language), _format(Language.ZH, language))
    title_en = of(field.TITLE_EN, 33, lambda row: _title(row, Language.EN, language), _format(Language.EN, language))
    first, second = (title_zh, title_en) if language is Language.ZH else (title_en, title_zh)
    sequence = Column(
        Term(HEADINGS[field.SEQUENCE].zh, HEADINGS[field.SEQUENCE].en).in_language(language),
        5,
        lambda one: one[0],
        "number",
    )
    own = [of(field.ITEM_NUMBER, 9, lambda row: row["itemNumber"], "centre")] if numbered else []
    printed = [
        sequence,
        of(field.SYSTEM_CODE, 7.6, lambda row: row["subsystem"], "centre"),
        *own,
        of(field.NUMBER, 18, lambda row: _number(row, language)),
        first,
        of(field.LEVEL, 9, lambda row: _term(Level, row["level"], language), "centre"),
        of(field.STATUS, 9, lambda row: status_word(row, language), "centre"),
        of(field.PUBLISHED_ON, 10, lambda row: row["published"], "centre"),
        of(field.IN_FORCE_ON, 10, lambda row: row["inForce"], "centre"),
        of(field.ADOPTS, 21.3, lambda row: _adopted(row, language)),
        of(field.REPLACED_OR_WITHDRAWN, 17, lambda row: _replaced(row, language)),
        of(field.PLAN_NUMBER, 14.5, lambda row: row["planNumber"]),
        of(field.REMARKS, 25, lambda row: row["note"]),
    ]
    further = [
        second,
        of(field.NATURE, 12, lambda row: _term(Nature, row["nature"], language), "centre"),
        of(field.STAGE, 8, lambda row: row["stage"], "centre"),
        of(field.WITHDRAWN_ON, 11, lambda row: row["withdrawn"], "centre"),
        of(field.PLANNED_ON, 11, lambda row: row["dueOn"], "centre"),
        of(field.COMMITTEE, 20, lambda row: _joined([code for code, *_ in row["owners"]], language)),
        of(field.DEPARTMENT, 18, lambda row: row["department"]),
        of(field.DRAFTING_BODIES, 26, lambda row: _joined(row["draftingBodies"], language)),
        of(field.CATEGORIES, 20, lambda row: _joined(row["categories"], language)),
        of(field.ICS, 12, lambda row: _joined(row["ics"], language)),
        of(field.CCS, 12, lambda row: _joined(row["ccs"], language)),
        of(field.MEMBERSHIP, 12, lambda row: _term(Membership, row["membership"], language), "centre"),
        of(field.LISTING_NOTE, 26, lambda row: row["listingNote"]),
        of(field.TITLE_BASIS, 12, lambda row: _term(TitleBasis, row["titleBasis"], language), "centre"),
    ]
    return [*printed, *further], len(printed)


def _format(titles: Language, language: Language) -> str:
    return TITLE if titles is language else "text"


def _title(row: ListedRow, wanted: Language, language: Language) -> str | None:
    """A title in a language. One that is missing in the sheet's own language is told in the other, and stands in both columns."""
    own = row["titleZh"] if wanted is Language.ZH else row["titleEn"]
    return own or (in_language(row["titleZh"], row["titleEn"], language) if wanted is language else None)


def _term(kind: type[Level | Nature | Membership | TitleBasis], value: str | None, language: Language) -> str | None:
    return cell_term(kind(value), language) if value is not None else None
