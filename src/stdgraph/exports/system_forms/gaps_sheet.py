"""The gaps of a system, worst first, with what would close each."""

from __future__ import annotations

from stdgraph.domain.terms import GAP_KINDS, Term
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.forms import SystemForms, capitalised, cell_term
from stdgraph.exports.system_forms.gap_rows import GapRow
from stdgraph.exports.system_forms.sheet import Column, Sheet, Value


def _columns(language: Language) -> tuple[list[Column], int]:
    """The columns, and how many of them are printed."""
    separator = texts.SEPARATOR.in_language(language)

    def of(heading: Term, width: float, name: str, form: str = "text") -> Column:
        return Column(heading.in_language(language), width, lambda one: _read(one[1], name, language, separator), form)

    printed = [
        Column(texts.NUMBER.in_language(language), 5, lambda one: one[0], "number"),
        of(texts.GAP_KIND, 12, "kind", "centre"),
        of(texts.SEVERITY, 8, "severity", "centre"),
        of(texts.SCORE, 6, "score", "number"),
        of(texts.MESSAGE, 44, "message"),
        of(texts.SUBSYSTEMS, 10, "subsystems", "centre"),
        of(texts.REMEDY, 34, "remedy"),
        of(texts.CANDIDATES, 22, "candidates"),
        of(texts.COMMITTEES, 15, "committees"),
        of(texts.SINCE, 9.5, "since", "centre"),
    ]
    return [*printed, of(texts.UNLOCKS, 24, "unlocks"), of(texts.KEY, 36, "key")], len(printed)


def _read(gap: GapRow, name: str, language: Language, separator: str) -> Value:
    match name:
        case "kind":
            return capitalised(GAP_KINDS[gap.kind].in_language(language))
        case "severity":
            return cell_term(gap.severity, language)
        case "message":
            return gap.message(language)
        case "remedy":
            return gap.remedy(language)
        case "candidates":
            return separator.join(gap.candidate_names(language))
        case "since":
            return gap.since.isoformat() if gap.since else None
        case "score":
            return gap.score
        case "key":
            return gap.key
    return separator.join(getattr(gap, name))


def write_gaps(sheet: Sheet, forms: SystemForms, language: Language, as_of: str) -> None:
    """Fill the sheet."""
    columns, printed = _columns(language)
    sheet.title(forms.sheet_title(texts.GAPS, language), as_of, columns[:printed])
    heading = sheet.row
    sheet.headings(columns)
    for number, gap in enumerate(forms.gaps, start=1):
        sheet.fill(columns, (number, gap), high=printed)
    if not forms.gaps:
        sheet.merged(printed, texts.NONE.in_language(language), sheet.formats["note"], 18)
    sheet.print_setup(language, f"{forms.code} {as_of}", repeat=(heading, heading), columns=printed)
