"""The assumptions of a forecast, as plain sentences in Chinese and English, so that a reader can disagree with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from stdgraph.domain.duration_samples import NORMAL_MONTHS, DurationSamples
from stdgraph.domain.forecast import Arrivals, Item
from stdgraph.domain.targets import Measured

Sentence = tuple[str, str]
"""A sentence in Chinese and in English."""

_HAN = re.compile("[\u4e00-\u9fff]")


def explain_not_measured(one: Measured) -> list[Sentence]:
    """Why a target has no forecast."""
    target = one.target
    if target.counts is None:
        measure = target.measure
        if not measure:
            return [("未说明计量什么，因此不计数。", "The target does not say what to count, so nothing is counted.")]
        quoted = (
            f"（{measure}）" if _HAN.search(measure) else ""
        )  # a measure in English has no place in a Chinese sentence
        return [
            (
                f"目录中的数据无法计量该指标{quoted}，因此不计数、不预测。",
                f"The catalogue cannot count this ({measure}), so nothing is counted or forecast.",
            )
        ]
    if target.baseline is None:
        return [("起算日不详，无法计数。", "The baseline day is unknown, so nothing can be counted.")]
    return [
        ("文件未规定数量，无法预测。", "The document sets no number, so there is nothing to forecast."),
        *_basis(one),
    ]


def explain_counted(one: Measured) -> list[Sentence]:
    """The assumptions of a count, once the target's day has come."""
    return [("期限已到：结果为实际计数。", "The target's day has come: the figures are actual counts."), *_basis(one)]


def explain_simulated(
    one: Measured,
    items: Sequence[Item],
    undecided: int,
    arrivals: Arrivals,
    samples: Mapping[tuple[str, str], DurationSamples],
) -> list[Sentence]:
    """The assumptions of simulated runs."""
    return [*_basis(one), *_items(items, undecided), *_durations(samples), *_arrivals(arrivals)]


def _basis(one: Measured) -> Iterator[Sentence]:
    target = one.target
    if not target.stated:
        yield (
            f"文件未规定起算日，以文件日期 {target.baseline} 之后发布的标准计为新增。",
            f"The document states no baseline: standards published after the document's own date, {target.baseline}, count as new.",
        )
    yield (
        "修订的标准也计入；发布日期不详的不计入。",
        "Revisions of existing standards are counted as well; standards with an unknown publication date are not.",
    )


def _items(items: Sequence[Item], undecided: int) -> Iterator[Sentence]:
    number = sum(item.count for item in items)
    yield (
        f"{number} 个在研和计划项目逐阶段推进至发布。",
        f"Open items that advance stage by stage to publication: {number}.",
    )
    if undecided:
        yield (
            f"{undecided} 个层级未定的项目未计入。",
            f"Open items left out because their level is not decided: {undecided}.",
        )
    unknown = sum(item.count for item in items if item.age < 0)
    if unknown:
        yield (
            f"其中 {unknown} 个进入当前阶段的日期不详，视为处于该阶段任意时点。",
            f"Of these, {unknown} entered their stage on an unknown day and may be anywhere in it.",
        )


def _durations(samples: Mapping[tuple[str, str], DurationSamples]) -> Iterator[Sentence]:
    observed = sorted({(stage, one.observed) for (_, stage), one in samples.items() if one.observed})
    normal = sorted({stage for (_, stage), one in samples.items() if not one.observed})
    if observed:
        zh = "、".join(f"{stage}（{count} 次）" for stage, count in observed)
        en = ", ".join(f"{stage} ({count})" for stage, count in observed)
        yield (
            f"以下阶段的时长取自本体系的实际记录：{zh}。",
            f"Durations observed in this system, with the number of observations: {en}.",
        )
    if normal:
        tempo = next(one.tempo for one in samples.values() if not one.observed)
        zh = "、".join(f"{stage}（{NORMAL_MONTHS[stage]} 个月）" for stage in normal)
        en = ", ".join(f"{stage} ({NORMAL_MONTHS[stage]} months)" for stage in normal)
        yield (
            f"以下阶段记录不足 20 次，按通常时长并留较大离散：{zh}。",
            f"Fewer than 20 observations in these stages, so normal durations with a wide spread are used: {en}.",
        )
        if tempo != 1:
            yield (
                f"这些通常时长乘以 {tempo:.2f}，与有记录的阶段相对于通常时长的快慢一致。",
                f"These normal durations are multiplied by {tempo:.2f}, in line with how long the observed stages take compared with normal ones.",
            )


def _arrivals(arrivals: Arrivals) -> Iterator[Sentence]:
    if arrivals.rate:
        yield (
            f"新项目按近五年的平均速度（每年 {arrivals.rate:.1f} 项）继续出现，并从当时最初记录的阶段开始。",
            f"New items keep arriving at the average rate of the last five years, {arrivals.rate:.1f} a year, in the stages first recorded then.",
        )
    else:
        yield (
            "近五年没有新项目的记录，因此假定不再出现。",
            "No new items are recorded in the last five years, so none are expected.",
        )
