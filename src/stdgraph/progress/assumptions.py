"""What a forecast takes for granted, as plain sentences in Chinese and English, so that a reader can disagree with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stdgraph.domain.duration_samples import NORMAL_MONTHS, DurationSamples
from stdgraph.domain.forecast import Arrivals, Item
from stdgraph.domain.targets import Measured

Message = tuple[str, str]


def not_measured(one: Measured) -> list[Message]:
    """Why a target is not counted."""
    target = one.target
    if target.counts is None:
        measure = target.measure
        return [
            (
                f"目录中的数据无法计量该指标（{measure}），因此不计数、不预测。"
                if measure
                else "未说明计量什么，因此不计数。",
                f"The catalogue cannot count this ({measure}), so nothing is counted or forecast."
                if measure
                else "It does not say what is counted, so nothing is.",
            )
        ]
    if target.baseline is None:
        return [("起算日不详，无法计数。", "The baseline day is not known, so nothing can be counted.")]
    return [
        ("文件未规定数量，无法预测。", "The document requires no number, so there is nothing to forecast."),
        *_basis(one),
    ]


def counted(one: Measured) -> list[Message]:
    """What counting takes for granted once the day has come."""
    return [("期限已到：结果为实际计数。", "The day has come: this is what was counted."), *_basis(one)]


def simulated(
    one: Measured,
    items: Sequence[Item],
    undecided: int,
    arrivals: Arrivals,
    pools: Mapping[tuple[str, str], DurationSamples],
) -> list[Message]:
    """What simulated runs take for granted."""
    return [*_basis(one), *_items(items, undecided), *_durations(pools), *_arrivals(arrivals)]


def _basis(one: Measured) -> Iterator[Message]:
    target = one.target
    if not target.stated:
        yield (
            f"文件未规定起算日，以文件日期 {target.baseline} 之后发布的标准计为新增。",
            f"The document states no baseline: what was published after its own day, {target.baseline}, counts as new.",
        )
    yield (
        "修订的标准也计入；发布日期不详的不计入。",
        "Revisions of existing standards are counted, too; publications of unknown day are not.",
    )


def _items(items: Sequence[Item], undecided: int) -> Iterator[Message]:
    number = sum(item.count for item in items)
    yield (
        f"{number} 个在研和计划项目逐阶段推进至发布。",
        f"Open items that go through the stages left to them: {number}.",
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
            f"Of these {unknown} entered their stage on an unknown day: they may be anywhere in it.",
        )


def _durations(pools: Mapping[tuple[str, str], DurationSamples]) -> Iterator[Message]:
    observed = sorted({(stage, pool.observed) for (_, stage), pool in pools.items() if pool.observed})
    normal = sorted({stage for (_, stage), pool in pools.items() if not pool.observed})
    if observed:
        zh = "、".join(f"{stage}（{count} 次）" for stage, count in observed)
        en = ", ".join(f"{stage} ({count})" for stage, count in observed)
        yield f"以下阶段的时长取自本体系的实际记录：{zh}。", f"Durations observed in this system, with how many: {en}."
    if normal:
        tempo = next(pool.tempo for pool in pools.values() if not pool.observed)
        zh = "、".join(f"{stage}（{NORMAL_MONTHS[stage]} 个月）" for stage in normal)
        en = ", ".join(f"{stage} ({NORMAL_MONTHS[stage]} months)" for stage in normal)
        yield (
            f"以下阶段记录不足 20 次，按通常时长并留较大离散：{zh}。",
            f"Fewer than 20 stays were observed in these stages, so normal durations are taken, widely spread: {en}.",
        )
        if tempo != 1:
            yield (
                f"这些通常时长乘以 {tempo:.2f}，与有记录的阶段相对于通常时长的快慢一致。",
                f"These are multiplied by {tempo:.2f}, as stages that were observed went against what is normal.",
            )


def _arrivals(arrivals: Arrivals) -> Iterator[Message]:
    if arrivals.rate:
        yield (
            f"新项目按近五年的平均速度（每年 {arrivals.rate:.1f} 项）继续出现，并从当时最初记录的阶段开始。",
            f"New items keep coming as in the last five years, {arrivals.rate:.1f} a year, and begin in the stage first recorded of those.",
        )
    else:
        yield (
            "近五年没有新项目的记录，因此假定不再出现。",
            "No new item was seen in the last five years, so none is expected.",
        )
