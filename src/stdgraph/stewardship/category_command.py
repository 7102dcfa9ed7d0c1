"""What commands on product categories share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.vocabulary_command import VocabularyCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCommand(VocabularyCommand):
    """A command on a product category."""

    changes: ClassVar[str | None] = CATEGORY

    @property
    def unit_of_work(self) -> type[CategoryUnit]:
        """Product categories."""
        return CategoryUnit
