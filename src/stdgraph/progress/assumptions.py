"""The assumptions of a forecast, as plain sentences in Chinese and English, so that a reader can disagree with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from stdgraph.domain.duration_samples import NORMAL_MONTHS, DurationSamples
from stdgraph.domain.forecast import Arrivals, Item
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import TargetCounts

Sentence = tuple[str, str]
"""A sentence in Chinese and in English."""


class LeftOut(NamedTuple):
    """Open items that a forecast leaves out."""

    undecided: int = 0
    """Of a level that is not decided."""
    revisions: int = 0
    """That revise other documents, where only new standards count."""


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
    left_out: LeftOut,
    arrivals: Arrivals,
    samples: Mapping[tuple[str, str], DurationSamples],
) -> list[Sentence]:
    """The assumptions of simulated runs."""
    return [*_basis(one), *_items(items, left_out), *_durations(samples), *_arrivals(arrivals)]


def explain_scope(one: Measured, items: int, declared: int | None) -> Iterator[Sentence]:
    """What simulated runs rest on: that they project what the catalogue holds, how complete that is, and whether it is early to tell."""
    if declared is None:
        yield (
            f"只推算目录中已有的项目：计划内 {items} 项，文件未声明应有多少项，完整程度不详。",
            f"Only what the catalogue holds is projected: {items} items are on the plan; the document declares no number to compare them with.",
        )
    else:
        yield (
            f"只推算目录中已有的项目：文件声明 {declared} 项，计划内 {items} 项；尚未列明的项目不在推算之内。",
            f"Only what the catalogue holds is projected: the document declares {declared} items, {items} are on the plan; no other is projected.",
        )
    if one.falls_short and one.is_early:
        yield (
            "从起算日到期限的时间尚未过去十分之一，进度快慢为时过早，无法判断。",
            "Less than a tenth of the time from the baseline to the target's day has passed: it is too early to judge the pace.",
        )


def _basis(one: Measured) -> Iterator[Sentence]:
    target = one.target
    if not target.stated:
        yield (
            f"文件未规定起算日，以文件日期 {target.baseline} 之后发布的标准计数。",
            f"The document states no baseline: standards published after the document's own date, {target.baseline}, are counted.",
        )
    if target.counts is TargetCounts.NEW:
        yield (
            "只计新制定的标准：代替其他文件的，或目录中有同一标准更早版本的，均为修订，不计入。",
            "Only new standards are counted: one that replaces a document, or has an earlier edition in the catalogue, is a revision and is not.",
        )
    else:
        yield (
            "修订的标准也计入。",
            "Revisions of existing standards are counted as well.",
        )
    yield (
        "可能在起算日之前发布的标准不计入。",
        "A standard that may have been published before the baseline is not counted.",
    )


def _items(items: Sequence[Item], left_out: LeftOut) -> Iterator[Sentence]:
    number = sum(item.count for item in items)
    yield (
        f"{number} 个在研和计划项目逐阶段推进至发布。",
        f"Open items that advance stage by stage to publication: {number}.",
    )
    if left_out.undecided:
        yield (
            f"{left_out.undecided} 个层级未定的项目未计入。",
            f"Open items left out because their level is not decided: {left_out.undecided}.",
        )
    if left_out.revisions:
        yield (
            f"{left_out.revisions} 个修订项目未计入。",
            f"Open items left out because they are revisions: {left_out.revisions}.",
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
