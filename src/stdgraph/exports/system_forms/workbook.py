"""The forms of a system as a workbook: cover, structure, list, statistics, gaps, each a sheet that prints as it stands."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.cover_sheet import write_cover
from stdgraph.exports.system_forms.forms import SystemForms
from stdgraph.exports.system_forms.gaps_sheet import write_gaps
from stdgraph.exports.system_forms.items_sheet import write_items
from stdgraph.exports.system_forms.sheet import Formats, Sheet
from stdgraph.exports.system_forms.statistics_sheet import write_statistics
from stdgraph.exports.system_forms.structure_sheet import write_structure
from stdgraph.exports.system_forms.text_width import clean

_SHEETS = (
    (texts.COVER, write_cover),
    (texts.STRUCTURE, write_structure),
    (texts.ITEMS, write_items),
    (texts.STATISTICS, write_statistics),
    (texts.GAPS, write_gaps),
)


def workbook(forms: SystemForms, language: Language) -> bytes:
    """The bytes of the XLSX file; the same for the same forms."""
    import xlsxwriter

    kept = BytesIO()
    as_of = texts.AS_OF.in_language(language).format(on=forms.on)
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        title = clean(forms.title(language))
        book.set_properties({"title": title, "created": datetime.combine(forms.on, time())})
        formats = Formats(book, language)
        for name, write in _SHEETS:
            write(Sheet(book, formats, name.in_language(language)), forms, language, as_of)
    return kept.getvalue()
