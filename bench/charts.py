"""Charts as SVG, made without a library: bars for what is compared, lines for what grows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from bench.samples import Summary

_WIDTH, _LEFT, _BAR, _GAP = 720, 200, 22, 12
_COLOURS = ("#1f5fa8", "#c2571a", "#3a7d44", "#7a4fa3")
_STYLE = (
    "<style>text{font:13px system-ui,sans-serif;fill:#1c1c1c}.t{font-weight:600;font-size:15px}.m{fill:#555}"
    "line,path{stroke:#999}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}.m{fill:#bbb}.b{fill:#161616}}</style>"
)


def bars(title: str, unit: str, values: Mapping[str, Summary]) -> str:
    """Return a bar for each median, the largest first, with a line from the least to the most that was measured."""
    ordered = sorted(values.items(), key=lambda item: -item[1]["median"])
    most = max(of["max"] for of in values.values())
    scale = (_WIDTH - _LEFT - 110) / most
    parts = []
    for number, (name, of) in enumerate(ordered):
        top = 48 + number * (_BAR + _GAP)
        middle = top + _BAR / 2
        parts.append(
            f'<text x="{_LEFT - 10}" y="{middle + 5:.0f}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{_LEFT}" y="{top}" width="{of["median"] * scale:.1f}" height="{_BAR}" fill="{_COLOURS[0]}"/>'
            f'<line x1="{_LEFT + of["min"] * scale:.1f}" x2="{_LEFT + of["max"] * scale:.1f}" '
            f'y1="{middle}" y2="{middle}" style="stroke:#111;stroke-width:2"/>'
            f'<text x="{_LEFT + of["max"] * scale + 8:.1f}" y="{middle + 5:.0f}">{of["median"]:,.0f}</text>'
        )
    shown = ", ".join(f"{name} {of['median']:,.0f}" for name, of in ordered)
    return _document(title, f"{title} ({unit}): {shown}", 60 + len(values) * (_BAR + _GAP), unit, parts)


def lines(title: str, across: str, unit: str, sizes: Sequence[float], series: Mapping[str, Sequence[float]]) -> str:
    """Return a line for each series over the sizes; both axes count in powers of ten."""
    left, right, top, bottom = 80, _WIDTH - 20, 56, 300
    values = [value for line in series.values() for value in line]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(min(sizes)), math.log10(max(sizes))

    def x(size: float) -> float:
        return left + (math.log10(size) - first) / max(last - first, 1e-9) * (right - left - 40)

    def y(value: float) -> float:
        return bottom - (math.log10(value) - low) / (high - low) * (bottom - top)

    parts = []
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<line x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 5:.1f}" text-anchor="end" class="m">{10.0**power:,g}</text>')
    parts += [
        f'<text x="{x(size):.1f}" y="{bottom + 20}" text-anchor="middle" class="m">{size:,.0f}</text>' for size in sizes
    ]
    parts.append(f'<text x="{(left + right) / 2:.0f}" y="{bottom + 42}" text-anchor="middle">{escape(across)}</text>')
    for number, (name, line) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [(x(size), y(value)) for size, value in zip(sizes, line, strict=True)]
        path = " L".join(f"{one:.1f} {two:.1f}" for one, two in points)
        parts.append(f'<path d="M{path}" fill="none" style="stroke:{colour};stroke-width:2.5"/>')
        parts += [f'<circle cx="{one:.1f}" cy="{two:.1f}" r="4" fill="{colour}"/>' for one, two in points]
        at = left + number * 190
        parts.append(f'<circle cx="{at + 6}" cy="{bottom + 63}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{at + 18}" y="{bottom + 68}">{escape(name)}</text>')
    shown = "; ".join(f"{name}: {', '.join(f'{value:,.4g}' for value in line)}" for name, line in series.items())
    return _document(title, f"{title} ({unit}), by {across}. {shown}", bottom + 84, unit, parts)


def _document(title: str, text: str, height: float, unit: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(text)}">{_STYLE}<rect class="b" width="100%" height="100%" fill="#fff"/>'
        f'<text x="16" y="26" class="t">{escape(title)}</text>'
        f'<text x="{_WIDTH - 16}" y="26" text-anchor="end" class="m">{escape(unit)}</text>{"".join(parts)}</svg>\n'
    )
