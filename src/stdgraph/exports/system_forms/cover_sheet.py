"""The cover of the forms with the compilation note (编制说明): what the system is, what was counted, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdgraph.domain.answers import Answer
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Confidence, Language, Status
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import SystemForms, in_language
from stdgraph.exports.system_forms.sheet import Sheet, row_height
from stdgraph.graphql.types.progress import caveat_of

_WIDTHS = (24, 118)
_POINTS = 10.5


def facts(forms: SystemForms, language: Language) -> Iterator[tuple[str, str]]:
    """What the document is, each fact with its name; what is not known is left out."""
    known = forms.facts
    pairs: tuple[tuple[Term, object], ...] = (
        (texts.CODE, forms.code),
        (texts.ISSUER, known.get("issuer")),
        (texts.DOCUMENT, known.get("documentNumber")),
        (texts.ISSUED, known.get("issuedIn") or known.get("issuedOn")),
        (texts.ANNOUNCED, known.get("announcedIn") or known.get("announcedOn")),
        (texts.REVISES, "、".join(_revised(one, language) for one in known["revises"])),
        (texts.HORIZON, known.get("horizonText")),
        (texts.DAY, forms.on),
        (texts.REVISION, forms.revision),
    )
    for name, value in pairs:
        if value not in (None, ""):
            yield name.in_language(language), str(value)


def _revised(system: Answer, language: Language) -> str:
    return f"{system['code']} {in_language(system.get('titleZh'), system.get('titleEn'), language)}".strip()


def figures(forms: SystemForms, language: Language) -> Iterator[tuple[str, str]]:
    """What is counted, each figure with its name."""
    progress, branches = forms.progress, forms.branches
    size = {
        "subsystems": len(branches),
        "top": sum(one.depth == 1 for one in branches),
        "depth": max((one.depth for one in branches), default=0),
    }
    items = {"items": progress["items"], "met": progress["itemsMet"], "open": progress["itemsOpen"]}
    said: list[tuple[Term, Term, Answer]] = [
        (texts.STRUCTURE_SIZE, texts.STRUCTURE_FIGURES, size),
        (texts.ITEM_COUNT, texts.ITEM_FIGURES, items),
        *([(texts.DECLARED, texts.DECLARED_FIGURES, progress)] if progress["declared"] is not None else []),
        (texts.DOCUMENTS, texts.DOCUMENT_FIGURES, progress),
        (texts.GAP_COUNT, texts.GAP_FIGURES, {"gaps": len(forms.gaps)}),
    ]
    for name, text, values in said:
        yield name.in_language(language), text.in_language(language).format(**values)
    if progress["completion"] is not None:
        yield texts.COMPLETION.in_language(language), f"{progress['completion']:.1%}"


def notes(forms: SystemForms, language: Language) -> Iterator[str]:
    """The sentences of the compilation note: how it was counted, what was inferred, what is not known."""
    progress = forms.progress
    derived = sum(one.confidence == Confidence.DERIVED for one in forms.branches)
    yield texts.NOTE_FORM.in_language(language)
    yield texts.NOTE_ITEMS.in_language(language)
    if progress["inferred"]:
        said = caveat_of(progress, language) or texts.NOTE_INFERRED.in_language(language).format(**progress)
        yield _sentences([said, texts.NOTE_INFERRED_ROWS.in_language(language)], language)
    if derived:
        yield texts.NOTE_STRUCTURE.in_language(language).format(total=len(forms.branches), derived=derived)
    if progress["unitemised"]:
        yield texts.NOTE_UNITEMISED.in_language(language).format(**progress)
    if progress["imprecise"]:
        yield texts.NOTE_IMPRECISE.in_language(language).format(**progress)
    if progress["undated"]:
        yield texts.NOTE_UNDATED.in_language(language).format(**progress)
    yield texts.NOTE_DATES.in_language(language)
    if rows := list(_unknown(forms, language)):
        yield texts.NOTE_UNKNOWN.in_language(language).format(rows=_sentences(rows, language))


def _unknown(forms: SystemForms, language: Language) -> Iterator[str]:
    """Of how many rows something is not known."""
    counts = (
        (texts.UNKNOWN_DAY, sum(row["status"] == Status.PUBLISHED and row["inForce"] is None for row in forms.rows)),
        (texts.UNKNOWN_LEVEL, sum(row["level"] is None for row in forms.rows)),
        (texts.UNKNOWN_COMMITTEE, sum(not row["owners"] for row in forms.rows)),
    )
    for text, count in counts:
        if count:
            yield text.in_language(language).format(count=count)


def _sentences(said: Sequence[str], language: Language) -> str:
    return ("" if language is Language.ZH else " ").join(said)


def sources(forms: SystemForms) -> Iterator[str]:
    """Where the facts on the system come from: title or id, place, address."""
    for one in forms.sources:
        name = one.get("title") or one["id"]
        yield " ".join(filter(None, (name, one.get("locator"), one.get("url"))))


def write_cover(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    for place, width in enumerate(_WIDTHS):
        sheet.sheet.set_column(place, place, width)
    title = f"{forms.title(language)}\n{texts.FORMS.in_language(language)}"
    sheet.merged(2, title, sheet.formats["cover title"], row_height([(title, sum(_WIDTHS))], 22) + 16)
    sheet.merged(2, as_of, sheet.formats["subtitle"], 22)
    for name, value in (*facts(forms, language), *figures(forms, language)):
        _fact(sheet, name, [value])
    numbered = [f"{n}. {one}" for n, one in enumerate(notes(forms, language), start=1)]
    _fact(sheet, texts.NOTE.in_language(language), numbered)
    if remark := forms.facts.get("note"):
        _fact(sheet, texts.REMARK.in_language(language), [str(remark)])
    _fact(sheet, texts.SOURCES.in_language(language), [*sources(forms)] or [texts.NONE.in_language(language)])
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=None, columns=2)


def _fact(sheet: Sheet, name: str, values: Sequence[str]) -> None:
    """A name and beside it its values, a row each, so that a page may end between them."""
    label, first = sheet.formats["label"], sheet.row
    for value in values:
        sheet.write(0, name if sheet.row == first else None, label)
        sheet.write(1, value, sheet.formats["paragraph"])
        height = row_height([(name if sheet.row == first else "", _WIDTHS[0]), (value, _WIDTHS[1])], _POINTS)
        sheet.sheet.set_row(sheet.row, height)
        sheet.row += 1
    if len(values) > 1:
        sheet.sheet.merge_range(first, 0, sheet.row - 1, 0, name, label)
