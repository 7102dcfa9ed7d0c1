"""Numbers of standards, one grammar a family: from what people print to parts, canonical text and a key."""

from stdgraph.domain.numbers.consistency import Contradiction, contradictions, converts, said_level, said_nature
from stdgraph.domain.numbers.number import Family, Number, Supplement
from stdgraph.domain.numbers.reading import (
    Unparsed,
    all_keys,
    as_printed,
    folded,
    is_known_plan_number,
    is_plan_number,
    number_key,
    parse_number,
    plan_number_text,
    read_number,
    year_of,
)
from stdgraph.domain.numbers.reference import Reference, names_several, read_reference

__all__ = [
    "Contradiction",
    "Family",
    "Number",
    "Reference",
    "Supplement",
    "Unparsed",
    "all_keys",
    "as_printed",
    "contradictions",
    "converts",
    "folded",
    "is_known_plan_number",
    "is_plan_number",
    "names_several",
    "number_key",
    "parse_number",
    "plan_number_text",
    "read_number",
    "read_reference",
    "said_level",
    "said_nature",
    "year_of",
]
