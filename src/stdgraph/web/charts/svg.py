"""Elements of SVG as safe text. Colours come from the page's style sheet by class: no style stands in an element."""

from __future__ import annotations

from markupsafe import Markup, escape


def tag(name: str, *children: str, **attributes: object) -> Markup:
    """An element. ``class_`` stands for ``class``, ``_`` in a name for ``-``; an attribute that is None is left out, and so is a number's
    needless precision."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-") if key != "viewBox" else key}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(str(escape(child)) for child in children)
    return Markup(f"<{name}{written}>{inner}</{name}>")  # noqa: S704  every value is escaped above


def picture(
    width: float, height: float, title: str, *children: str, class_: str, stretched: bool = False, role: str = "img"
) -> Markup:
    """A drawing as wide as its place, with a title that is read out in its stead; ``stretched``: its height does not follow.

    One that holds links has the role of a group.
    """
    return tag(
        "svg",
        tag("title", title),
        *children,
        class_=class_,
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        preserveAspectRatio="none" if stretched else None,
        role=role,
        aria_label=title if role == "group" else None,
    )


def text(x: float, y: float, words: str, **attributes: object) -> Markup:
    """A text at a place."""
    return tag("text", words, x=x, y=y, **attributes)


def polyline(points: list[tuple[float, float]], class_: str) -> Markup:
    """A line through points."""
    return tag("polyline", points=_points(points), class_=class_)


def polygon(points: list[tuple[float, float]], class_: str) -> Markup:
    """An area between points."""
    return tag("polygon", points=_points(points), class_=class_)


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in points)


def _text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
