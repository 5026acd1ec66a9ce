"""A line the height of a word, for table cells: drawn by hand, as a page may hold fifty of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, MARGIN = 96.0, 28.0, 3.0


def sparkline(values: Sequence[float | int | None], *, title: str) -> SafeString | str:
    """`title` says in words what it shows (the figures must stand beside it). Fewer than two known values: nothing."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return ""
    least, most = min(value for _at, value in known), max(value for _at, value in known)
    points = [(_x(at, len(values)), _y(value, least, most)) for at, value in known]
    last_x, last_y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><polyline points="{}" fill="none" '
        'stroke="var(--chart-1)" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"></polyline>'
        '<circle cx="{}" cy="{}" r="2" fill="var(--chart-1)"></circle></svg>',
        int(WIDTH),
        int(HEIGHT),
        title,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        f"{last_x:.1f}",
        f"{last_y:.1f}",
    )


def _x(at: int, count: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * at / (count - 1)


def _y(value: float, least: float, most: float) -> float:
    """A flat line runs through the middle."""
    share = (value - least) / (most - least) if most > least else 0.5
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share
