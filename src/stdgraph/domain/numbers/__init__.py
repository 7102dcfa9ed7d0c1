"""Numbers of standards, one grammar a family: from what people print to parts, canonical text and a key."""

from stdgraph.domain.numbers.number import Family, Number, Supplement
from stdgraph.domain.numbers.reading import (
    Unparsed,
    all_keys,
    is_plan_number,
    number_key,
    parse_number,
    read_number,
    year_of,
)

__all__ = [
    "Family",
    "Number",
    "Supplement",
    "Unparsed",
    "all_keys",
    "is_plan_number",
    "number_key",
    "parse_number",
    "read_number",
    "year_of",
]
