"""A form that is being answered: who asks, of which things, with what entered, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from stdgraph.domain.vocabulary import Language
from stdgraph.web.actions.carrying_out import CarriedOut
from stdgraph.web.actions.declared import ActedOn, PageAction
from stdgraph.web.actions.sent_form import SentForm
from stdgraph.web.local_path import local_path
from stdgraph.web.pages.address import link
from stdgraph.web.pages.reader import Reader

REVISION = "revision."
"""What stands before the key of a thing in the name of the hidden field that keeps the revision it must still have."""
REQUEST = "requestId"


@dataclass(slots=True)
class OpenForm:
    """A form that is being answered."""

    action: PageAction
    request: Request
    reader: Reader
    form: SentForm
    things: Sequence[ActedOn] = ()
    entered: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""
    result: CarriedOut | None = None
    """What came of it, or would come."""

    @property
    def next(self) -> str:
        """Where to go afterwards: where the form says, if that is here, else the page of what was changed."""
        single = self.things[0].to if len(self.things) == 1 else None
        return local_path(self.form.get("next") or single)

    @property
    def parameters(self) -> dict[str, str]:
        """What the address says beside the things."""
        return {name: value for name in self.action.parameters if (value := self.form.get(name).strip())}

    @property
    def again(self) -> str:
        """The address of the form anew, with things as they are now."""
        return self._address()

    def in_language(self, language: Language) -> str:
        """The address of the form anew, in a language."""
        return self._address(language=language.name)

    def _address(self, **parameters: str) -> str:
        keys = {self.action.subject.parameter: self.form.all(self.action.subject.parameter)}
        return link("act", self.action.name, **keys, **self.parameters, next=self.next, **parameters)

    @property
    def revisions(self) -> dict[str, str]:
        """The revisions that things must still have, by the names of their hidden fields: those the form was made with."""
        return {
            (name := REVISION + one.key): self.form.get(name) or str(one.revision)
            for one in self.things
            if one.revision is not None
        }
