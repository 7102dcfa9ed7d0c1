"""How far a standard has come that is being registered: a planned item, a draft, or one that is published or withdrawn already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdgraph.commands.date_checks import dates_in_conflict
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.calendar import said
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.move_spans import ISSUED
from stdgraph.domain.numbers import year_of
from stdgraph.domain.stages import parse_stage, stage_title, status_of
from stdgraph.domain.stored_state import StandardProperties, dated, opening_moves
from stdgraph.domain.terms import FIELD_TERMS
from stdgraph.domain.timeline import Move
from stdgraph.domain.vocabulary import Language, Status


@dataclass(frozen=True, slots=True)
class RegisteredCourse:
    """The stage that a standard is met in, and what is told of its days."""

    stage: str | None
    effective_on: date | None
    number: str | None
    published_on: PartialDate | None
    in_force_on: PartialDate | None
    withdrawn_on: PartialDate | None

    @property
    def entered(self) -> str:
        """The stage that it has entered; where none is told, the one that follows from its days. Raises ValueError."""
        if self.stage is not None:
            return parse_stage(self.stage)
        if self.withdrawn_on is not None:
            return "95.99"
        return "60.60" if self.number is not None or self.published_on is not None else "00.00"

    @property
    def withdrawal(self) -> PartialDate | None:
        """The day of its withdrawal, of one that is withdrawn."""
        on = self.effective_on
        return self.withdrawn_on or (None if on is None else PartialDate(on.isoformat()))

    def moves(self, today: date) -> tuple[Move, ...]:
        """The moves that led there."""
        return opening_moves(
            self.entered,
            stage_on=PartialDate((self.effective_on or today).isoformat()),
            published=self.published_on,
            withdrawn=self.withdrawal,
        )

    def properties(self, today: date) -> StandardProperties:
        """The days of the document; what nobody dates has happened by the day on which it is registered."""
        given: StandardProperties = {}
        if self.published_on is not None:
            given.update(dated("publishedOn", self.published_on))
        if self.in_force_on is not None:
            given.update(dated("inForceOn", self.in_force_on))
        if status_of(self.entered) is Status.WITHDRAWN and self.withdrawal is not None:
            given.update(dated("withdrawnOn", self.withdrawal))
        if any(move.stated is None for move in self.moves(today)):
            given["statedOn"] = today
        return given

    def problems(self, today: date) -> Iterator[Problem]:
        """What is wrong with the stage and the days, in themselves and with each other."""
        if self.effective_on is not None and self.effective_on > today:
            yield _ahead("effectiveOn", self.effective_on, today)
        try:
            status = status_of(self.entered)
        except ValueError as error:
            yield Problem("stage", Message(f"阶段代码有误：“{self.stage}”", str(error)))
            return
        if status is Status.ABANDONED:
            yield Problem("stage", Message("已终止的项目不能登记", "an abandoned project cannot be registered"))
        elif status in ISSUED:
            yield from self._missing()
            yield from self._wrong_days(today)
        yield from self._stray_days(status)

    def _missing(self) -> Iterator[Problem]:
        if self.number is None:
            yield required("number", self.entered)
        if self.published_on is None and (self.number is None or year_of(self.number) is None):
            yield required("publishedOn", self.entered)

    def _stray_days(self, status: Status) -> Iterator[Problem]:
        """Days of what has not happened in the stage."""
        days = {"publishedOn": self.published_on, "inForceOn": self.in_force_on, "withdrawnOn": self.withdrawn_on}
        has = ISSUED if status in ISSUED else ()
        for name, day in days.items():
            if day is not None and status not in (has if name != "withdrawnOn" else (Status.WITHDRAWN,)):
                term = FIELD_TERMS[name]
                stage = "95" if name == "withdrawnOn" else "60"
                zh = f"处于“{stage_title(self.entered)}”的标准没有{term.zh}（须在 {stage} 阶段或之后）"
                yield Problem(name, Message(zh, f"{term.en} requires stage {stage} or a later one"))

    def _wrong_days(self, today: date) -> Iterator[Problem]:
        conflict = dates_in_conflict(
            {"number": self.number, "publishedOn": self.published_on, "inForceOn": self.in_force_on}
        )
        if conflict is not None:
            yield Problem(*conflict)
        published = self.published_on
        if published is not None and published.earliest > today:
            term = FIELD_TERMS["publishedOn"]
            zh = f"{term.zh}（{published}）晚于今天（{said(today, Language.ZH)}）：请先登记为在研项目，再预告发布"
            en = f"{term.en} {published} is after today ({said(today)}): register a draft and announce its publication"
            yield Problem("publishedOn", Message(zh, en))
        yield from self._wrong_move()

    def _wrong_move(self) -> Iterator[Problem]:
        """That the day on which it entered its stage cannot be."""
        published, on = self.published_on, self.effective_on
        main = self.entered[:2]
        if main == "60" and on is not None and published not in (None, PartialDate(on.isoformat())):
            zh = f"日期（{on}）与发布日期（{published}）不一致"
            yield Problem("effectiveOn", Message(zh, f"effectiveOn {on} differs from publication date {published}"))
        if main == "95" and on is not None and self.withdrawn_on not in (None, PartialDate(on.isoformat())):
            zh = f"日期（{on}）与废止日期（{self.withdrawn_on}）不一致"
            en = f"effectiveOn {on} differs from withdrawal date {self.withdrawn_on}"
            yield Problem("effectiveOn", Message(zh, en))
        last = self.withdrawal if main == "95" else None if on is None or main == "60" else PartialDate(str(on))
        if last is None:
            return
        path = "withdrawnOn" if self.withdrawn_on is not None else "effectiveOn"
        year = year_of(self.number) if self.number is not None else None
        if published is not None and last.latest < published.earliest:
            zh = f"日期（{last}）早于发布日期（{published}）"
            yield Problem(path, Message(zh, f"{path} {last} precedes publication date {published}"))
        elif year is not None and last.latest.year < year:
            zh = f"日期（{last}）早于编号“{self.number}”的年份"
            yield Problem(path, Message(zh, f"{path} {last} precedes the year of number {self.number}"))


def _ahead(path: str, on: date, today: date) -> Problem:
    zh = f"{on} 晚于今天（{said(today, Language.ZH)}）"
    return Problem(path, Message(zh, f"{path} {on} is after today ({said(today)})"))


def required(name: str, stage: str) -> Problem:
    """That a stage requires a field."""
    term = FIELD_TERMS[name]
    zh = f"处于“{stage_title(stage)}”（{stage}）需要{term.zh}"
    return Problem(name, Message(zh, f"stage {stage} requires {term.en}"))
