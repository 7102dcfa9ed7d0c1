"""The documents of a generated system: editions, projects and what they adopt, with days, stages and numbers as a national register has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.items import components
from stdgraph.domain.move_spans import Move
from stdgraph.domain.stored_state import dated, findable, project
from stdgraph.domain.vocabulary import Level, Nature
from stdgraph.store.stored_states import changed_state

PROJECTS = 0.15
"""The share of what is planned or drafted."""
LATE = 0.35
"""The share of these that began so long ago that the rules of their level, where there are any, make them late."""
REPLACING = 0.15
"""The share of publications that replace an earlier edition."""
ADOPTING = 0.1
"""The share of publications that adopt an international document."""
HELD = 0.85
"""The share of publications older than five years whose review said that they stay."""
SERIES = (
    ("GB/T", Level.NATIONAL, Nature.RECOMMENDED, 50),
    ("GB", Level.NATIONAL, Nature.MANDATORY, 5),
    ("SJ/T", Level.INDUSTRY, Nature.RECOMMENDED, 12),
    ("HG/T", Level.INDUSTRY, Nature.RECOMMENDED, 12),
    ("T/CSTM", Level.GROUP, None, 12),
    ("DB11/T", Level.LOCAL, Nature.RECOMMENDED, 9),
)
OBJECTS = (
    ("钢铁产品", "Steel products"),
    ("电工术语设备", "Electrotechnical equipment"),
    ("锂离子电池", "Lithium-ion batteries"),
    ("化学试剂", "Chemical reagents"),
    ("工业自动化系统", "Industrial automation systems"),
    ("建筑材料", "Building materials"),
    ("水质", "Water quality"),
    ("食品机械", "Food processing machinery"),
    ("信息技术", "Information technology"),
    ("医疗器械", "Medical devices"),
    ("船舶", "Ships"),
    ("光伏组件", "Photovoltaic modules"),
    ("风力发电机组", "Wind turbines"),
    ("稀土永磁材料", "Rare-earth permanent magnets"),
    ("碳纤维", "Carbon fibre"),
    ("氢能", "Hydrogen energy"),
)
ASPECTS = (
    ("术语", "Vocabulary"),
    ("通用技术条件", "General specification"),
    ("试验方法", "Test methods"),
    ("安全要求", "Safety requirements"),
    ("抽样与检验规则", "Sampling and inspection"),
    ("数据交换格式", "Data exchange formats"),
    ("能效限定值", "Minimum energy performance"),
    ("碳足迹量化要求", "Requirements for the carbon footprint"),
    ("包装、标志和贮运", "Packaging, marking and storage"),
)

Values = dict[str, Any]


@dataclass(slots=True)
class GeneratedDocument:
    """A document that is about to be written: its own properties, its moves, and what replaces it."""

    properties: Values
    moves: tuple[Move, ...]
    listed: bool = True
    replaces: str | None = None
    adopts: str | None = None

    @property
    def id(self) -> str:
        """Its key."""
        return str(self.properties["id"])


@dataclass(slots=True)
class GeneratedDocuments:
    """The documents of one system, made one after the other."""

    system: int
    today: date
    random: Random
    found: list[GeneratedDocument] = field(default_factory=list)
    listed: int = 0

    def fill(self, size: int) -> list[GeneratedDocument]:
        """So many that the system lists, and what these adopt."""
        while self.listed < size:
            self._project() if self.random.random() < PROJECTS else self._publication()
        return self.found

    def _project(self) -> None:
        """Something planned or drafted; every fifth is to replace an edition in force."""
        begun = self._back(1000, 540) if self.random.random() < LATE else self._back(500, 0)
        planned = begun - timedelta(days=90)
        after = (("20.00", 0), ("30.20", 150), ("40.20", 300), ("50.00", 460))
        most = self.random.randrange(3) + 1
        moves = [Move("10.99", planned)]
        if self.random.random() < 0.6:
            days = [(stage, begun + timedelta(days=wait)) for stage, wait in after[:most]]
            moves += [Move(stage, day) for stage, day in days if day <= self.today]
        before = self.random.choice(self.found) if self.found and self.random.random() < 0.2 else None
        own = None if self.random.random() < 0.5 else planned + timedelta(days=540 + 30 * self.random.randrange(12))
        plan = f"{planned.year}{len(self.found) + 5000 * (self.system // 900):04d}-T-{100 + self.system % 900}"
        _, level, nature, _ = self._series()
        values = {"planNumber": plan, "projectDueOn": own, "level": level.value, "nature": nature and nature.value}
        replaced = before.id if before and before.listed and "number" in before.properties else None
        self._add(values, moves, replaces=replaced)

    def _publication(self) -> None:
        """Something published, or withdrawn since, after the earlier edition that it replaces."""
        prefix, level, nature, _ = self._series()
        serial = 100_000 + 2500 * self.system + len(self.found)
        published = self.today - timedelta(days=200 + int(9000 * self.random.random() ** 1.6))
        if self.random.random() < 0.015:
            published = self._back(120, 0)  # in force only half a year later
        own = {"level": level.value, "nature": nature and nature.value}
        earlier = None
        if self.random.random() < REPLACING:
            former = published - timedelta(days=2500 + self.random.randrange(3000))
            moves = [Move("60.60", former)]
            in_force = published + timedelta(days=180)
            withdrawn = in_force if self.random.random() < 0.7 and in_force <= self.today else None
            moves += [Move("95.99", withdrawn)] if withdrawn else []
            earlier = self._add(own | self._issued(prefix, serial, former, withdrawn), moves).id
        adopted = self._adopted(serial, published) if self.random.random() < ADOPTING else None
        withdrawn, moves = None, [Move("60.60", published)]
        age = (self.today - published).days
        if self.random.random() < 0.025 and age > 2000:
            withdrawn = published + timedelta(days=self.random.randrange(1500, age))
            moves.append(Move("95.99", withdrawn))
        elif age > 1826 and self.random.random() < HELD:
            moves.append(Move("90.93", self._back(1700, 30)))
        self._add(own | self._issued(prefix, serial, published, withdrawn), moves, replaces=earlier, adopts=adopted)

    def _adopted(self, serial: int, published: date) -> str:
        """An international document, three years older; every fourth was withdrawn since."""
        issued, moves = published - timedelta(days=1100), [Move("60.60", published - timedelta(days=1100))]
        withdrawn = published - timedelta(days=10) if self.random.random() < 0.25 else None
        moves += [Move("95.99", withdrawn)] if withdrawn else []
        values = {"number": f"ISO {serial}:{issued.year}", "level": Level.INTERNATIONAL.value, "publishedOn": issued}
        return self._add(values | {"withdrawnOn": withdrawn}, moves, listed=False).id

    def _issued(self, prefix: str, serial: int, published: date, withdrawn: date | None) -> Values:
        dates = {"publishedOn": published, "inForceOn": published + timedelta(days=180), "withdrawnOn": withdrawn}
        return {"number": f"{prefix} {serial}-{published.year}", **dates}

    def _add(
        self,
        values: Values,
        moves: Sequence[Move],
        *,
        listed: bool = True,
        replaces: str | None = None,
        adopts: str | None = None,
    ) -> GeneratedDocument:
        (zh, en), (aspect_zh, aspect_en) = self._skewed(OBJECTS), self.random.choice(ASPECTS)
        part = self.random.randrange(1, 9)
        titles = {"titleZh": f"{zh} 第{part}部分：{aspect_zh}", "titleEn": f"{en} - Part {part}: {aspect_en}"}
        known = {"id": f"N{self.system:04d}-{len(self.found):04d}", "confidence": "VERIFIED", "revision": 1}
        made = GeneratedDocument(known | titles | values, tuple(moves), listed, replaces, adopts)
        self.found.append(made)
        self.listed += listed
        return made

    def _series(self) -> tuple[str, Level, Nature | None, int]:
        return self.random.choices(SERIES, weights=[one[3] for one in SERIES])[0]

    def _skewed(self, pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
        """The first ones far more often, and others first in each system."""
        place = int(len(pairs) ** self.random.random()) - 1
        return pairs[(place + self.system) % len(pairs)]

    def _back(self, most: int, least: int) -> date:
        return self.today - timedelta(days=self.random.randrange(least, most))


def stored(documents: Sequence[GeneratedDocument], today: date) -> list[Values]:
    """The documents as nodes: with what follows from moves and names, and the state of a day."""
    nodes = {one.id: _projected(one) for one in documents}
    successors: dict[str, list[Values]] = {}
    linked: dict[str, list[str]] = {}
    for one in documents:
        if one.replaces:
            successors.setdefault(one.replaces, []).append(nodes[one.id])
            linked.setdefault(one.id, []).append(one.replaces)
            linked.setdefault(one.replaces, []).append(one.id)
    chains = {key: min(chain) for chain in components(linked) for key in chain}
    for key, node in nodes.items():
        node["replacementChain"] = chains.get(key)
        node |= _state(node, successors.get(key, ()), today)
    return list(nodes.values())


def _projected(one: GeneratedDocument) -> Values:
    stated = {
        name: value
        for field_name in ("publishedOn", "inForceOn", "withdrawnOn")
        for name, value in dated(field_name, _exactly(one.properties.get(field_name))).items()
    }
    values = one.properties | stated
    values |= findable(values)
    return values | project(one.moves, values)


def _exactly(day: date | None) -> PartialDate | None:
    return None if day is None else PartialDate(day.isoformat())


def _state(node: Mapping[str, Any], successors: Sequence[Values], today: date) -> Values:
    shown = [
        {
            "timeline": one["timeline"],
            "forceEarliest": one["forceEarliest"],
            "forceLatest": one["forceLatest"],
            "since": None,
            "sinceIn": None,
            "series": one["seriesKey"],
            "partOf": one["partOf"],
        }
        for one in successors
    ]
    changed = changed_state({"retiredOn": None, **node, "successors": shown}, today)
    return changed["properties"] if changed else {}
