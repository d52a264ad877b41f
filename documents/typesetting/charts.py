"""Charts drawn as vectors: bars by category, and shares of a whole. Every figure is printed as text as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from documents.thai import to_thai_digits
from documents.typesetting.blocks import Style
from documents.typesetting.faces import BOLD, UNITS_PER_EM
from documents.typesetting.figures import Sketch
from documents.typesetting.flow import CM, Strip
from documents.typesetting.lines import Line
from documents.typesetting.surface import Fonts

__all__ = ["BarChart", "Series", "ShareChart", "thai_number"]

Figure = Decimal | int

_COLOURS: Final = (
    "0.122 0.306 0.475",
    "0.878 0.620 0.208",
    "0.247 0.545 0.373",
    "0.694 0.333 0.263",
    "0.557 0.663 0.769",
    "0.443 0.369 0.529",
    "0.420 0.420 0.420",
    "0.769 0.733 0.478",
)
_MOST_CATEGORIES: Final = 15
_MOST_PARTS: Final = 20
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST_TICKS: Final = 5

_TITLE: Final = Style(face=BOLD, size=10.0, leading=16.0, align="center")
_TEXT: Final = Style(size=8.0, leading=12.5)
_STRONG: Final = Style(face=BOLD, size=8.0, leading=12.5)
_PADDING: Final = 3.0
_SWATCH: Final = 6.0
_WIDEST_NAMES: Final = 0.3
_WIDEST_PARTS: Final = 0.4
_BAR: Final = 10.0
_HALF_A_DIGIT: Final = 2.8
_GROUP_SHARE: Final = 0.7
"""How much of a category's width its bars take."""


def thai_number(value: Figure) -> str:
    """Return a figure in Thai digits, with separators of thousands and the decimals that it has."""
    return to_thai_digits(f"{Decimal(value):,f}")


@dataclass(frozen=True)
class Series:
    """The figures that bars of one colour show, one for each category; None where there is none."""

    name: str
    values: Sequence[Figure | None]


@dataclass(frozen=True)
class BarChart:
    """Bars by category, such as years: side by side, or on top of each other with their sum.

    Under the bars stands a table of all figures, which is the key to the colours too.
    """

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    stacked: bool = False
    plot_height: float = 4.5 * CM
    alt: str = ""
    """What is read out in the chart's place; by default all its figures."""
    written: Callable[[Figure], str] = thai_number
    total_name: str = "รวม"
    blank: str = "-"
    """Printed where there is no figure."""
    space_before: float = 6.0
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Draw the chart.

        Raises:
            ValueError: there are no categories or more than 15, no series or more than 8, a series has not one figure
                for each category, or a figure is negative or no number; the message names which.
        """
        self._check()
        sketch = Sketch(fonts, width)
        sketch.paragraph(self.title, _TITLE)
        if self.unit:
            sketch.paragraph(self.unit, _TEXT)
        ticks = _ticks(max(self._totals() if self.stacked else self._figures(), default=Decimal(0)))
        names_width = self._names_width(fonts, width, ticks)
        sketch.skip(_TEXT.leading / 2)
        self._draw_bars(sketch, names_width, ticks)
        self._draw_table(sketch, names_width)
        return sketch.strips(self.alt or self._description(), self.space_before, keep_with_next=self.keep_with_next)

    def _check(self) -> None:
        if not 1 <= len(self.categories) <= _MOST_CATEGORIES:
            raise ValueError(f"chart {self.title!r}: {len(self.categories)} categories; 1 to {_MOST_CATEGORIES} fit")
        if not 1 <= len(self.series) <= len(_COLOURS):
            raise ValueError(f"chart {self.title!r}: {len(self.series)} series; 1 to {len(_COLOURS)} fit")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"chart {self.title!r}: series {series.name!r} has {len(series.values)} figures"
                    f" for {len(self.categories)} categories"
                )
            for category, value in zip(self.categories, series.values, strict=True):
                _check_figure(self.title, f"{series.name}, {category}", value)

    def _figures(self) -> list[Decimal]:
        return [Decimal(value) for series in self.series for value in series.values if value is not None]

    def _totals(self) -> list[Decimal]:
        return [
            sum((Decimal(series.values[index] or 0) for series in self.series), Decimal(0))
            for index in range(len(self.categories))
        ]

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """Yield what the table under the bars says: the name of each series and its figures."""
        for series in self.series:
            yield series.name, [self.blank if value is None else self.written(value) for value in series.values]
        if self.stacked and len(self.series) > 1:
            yield self.total_name, [self.written(total) for total in self._totals()]

    def _description(self) -> str:
        rows = []
        for name, texts in self.rows():
            figures = [f"{category} {text}" for category, text in zip(self.categories, texts, strict=True)]
            rows.append(f"{name}: {', '.join(figures)}")
        return f"{_titled(self.title, self.unit)}: {'; '.join(rows)}"

    def _names_width(self, fonts: Fonts, width: float, ticks: Sequence[Decimal]) -> float:
        names = [_STRONG.width_of(fonts, name) + _SWATCH + 3 * _PADDING for name, _ in self.rows()]
        axis = [_TEXT.width_of(fonts, self.written(tick)) + 2 * _PADDING for tick in ticks]
        return max(*axis, min(max(names), width * _WIDEST_NAMES))

    def _draw_bars(self, sketch: Sketch, left: float, ticks: Sequence[Decimal]) -> None:
        top, height = sketch.bottom, self.plot_height
        sketch.skip(height)
        scale = height / float(ticks[-1])
        for tick in ticks:
            y = top - height + float(tick) * scale
            sketch.rule(left, y, sketch.width, y, grey=0.8)
            line = sketch.line(self.written(tick), _TEXT)
            sketch.text(0, y - _HALF_A_DIGIT, left - _PADDING, line, _TEXT, "right")
        slot = (sketch.width - left) / len(self.categories)
        bars = 1 if self.stacked else len(self.series)
        bar_width = slot * _GROUP_SHARE / bars
        for category in range(len(self.categories)):
            start = left + slot * (category + (1 - _GROUP_SHARE) / 2)
            base = top - height
            for index, series in enumerate(self.series):
                own_height = float(series.values[category] or 0) * scale
                x = start if self.stacked else start + index * bar_width
                sketch.bar(x, base, bar_width, own_height, _COLOURS[index])
                base += own_height if self.stacked else 0.0
        sketch.rule(left, top - height, sketch.width, top - height, grey=0.0)

    def _draw_table(self, sketch: Sketch, left: float) -> None:
        slot = (sketch.width - left) / len(self.categories)
        heads = [sketch.lines(category, _STRONG, slot - 2 * _PADDING) for category in self.categories]
        self._draw_row(sketch, left, [], heads, None, _STRONG)
        for index, (name, texts) in enumerate(self.rows()):
            is_total = index == len(self.series)
            style = _STRONG if is_total else _TEXT
            names = sketch.lines(name, style, left - _SWATCH - 3 * _PADDING)
            cells = [[sketch.line(text, style, slot - 2 * _PADDING)] for text in texts]
            self._draw_row(sketch, left, names, cells, None if is_total else _COLOURS[index], style)

    @staticmethod
    def _draw_row(
        sketch: Sketch,
        left: float,
        names: Sequence[Line],
        cells: Sequence[Sequence[Line]],
        colour: str | None,
        style: Style,
    ) -> None:
        top = sketch.bottom
        slot = (sketch.width - left) / len(cells)
        if colour:
            sketch.bar(_PADDING, top - style.leading / 2 - _SWATCH / 2, _SWATCH, _SWATCH, colour)
        sketch.column(2 * _PADDING + _SWATCH, top, left, names, style, "left")
        for index, lines in enumerate(cells):
            sketch.column(left + index * slot + _PADDING, top, slot - 2 * _PADDING, lines, style, "center")
        sketch.skip(max(len(names), *(len(lines) for lines in cells)) * style.leading)
        sketch.rule(0, sketch.bottom, sketch.width, sketch.bottom, grey=0.8)


@dataclass(frozen=True)
class ShareChart:
    """Parts of a whole, such as strategies, as bars from the left, with each figure and its share in percent."""

    title: str
    parts: Sequence[tuple[str, Figure]]
    unit: str = ""
    alt: str = ""
    """What is read out in the chart's place; by default all its figures."""
    written: Callable[[Figure], str] = thai_number
    space_before: float = 6.0
    keep_with_next: bool = False

    def strips(self, fonts: Fonts, width: float) -> list[Strip]:
        """Draw the chart.

        Raises:
            ValueError: there are no parts or more than 20, a figure is negative or no number, or all are zero.
        """
        self._check()
        sketch = Sketch(fonts, width)
        sketch.paragraph(self.title, _TITLE)
        if self.unit:
            sketch.paragraph(self.unit, _TEXT)
        names_width = min(max(_TEXT.width_of(fonts, name) for name, _ in self.parts) + 1, width * _WIDEST_PARTS)
        figures = [sketch.line(text, _TEXT) for text in self.texts()]
        figure_width = max(line.width for line in figures) * _TEXT.size / UNITS_PER_EM
        start = names_width + 2 * _PADDING
        room = max(0.0, width - start - figure_width - 2 * _PADDING)
        most = float(max(value for _, value in self.parts))
        top = sketch.bottom
        for (name, value), line in zip(self.parts, figures, strict=True):
            lines = sketch.lines(name, _TEXT, names_width)
            height = len(lines) * _TEXT.leading + 2 * _PADDING
            middle = sketch.bottom - height / 2
            length = room * float(value) / most
            sketch.column(0, sketch.bottom - _PADDING, names_width, lines, _TEXT, "right")
            sketch.bar(start, middle - _BAR / 2, length, _BAR, _COLOURS[0])
            sketch.text(start + length + _PADDING, middle - _HALF_A_DIGIT, figure_width, line, _TEXT, "left")
            sketch.skip(height)
        sketch.rule(start, top, start, sketch.bottom, grey=0.0)
        return sketch.strips(self.alt or self._description(), self.space_before, keep_with_next=self.keep_with_next)

    def _check(self) -> None:
        if not 1 <= len(self.parts) <= _MOST_PARTS:
            raise ValueError(f"chart {self.title!r}: {len(self.parts)} parts; 1 to {_MOST_PARTS} fit")
        for name, value in self.parts:
            _check_figure(self.title, name, value)
        if not any(value for _, value in self.parts):
            raise ValueError(f"chart {self.title!r}: all figures are zero, so there are no shares")

    def texts(self) -> list[str]:
        """Return what is printed for each part: its figure and its share."""
        total = sum((Decimal(value) for _, value in self.parts), Decimal(0))
        shares = [(Decimal(value) * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP) for _, value in self.parts]
        return [
            f"{self.written(value)} ({self.written(share)}%)"
            for (_, value), share in zip(self.parts, shares, strict=True)
        ]

    def _description(self) -> str:
        parts = [f"{name} {text}" for (name, _), text in zip(self.parts, self.texts(), strict=True)]
        return f"{_titled(self.title, self.unit)}: {', '.join(parts)}"


def _titled(title: str, unit: str) -> str:
    return f"{title} ({unit})" if unit else title


def _check_figure(title: str, name: str, value: Figure | None) -> None:
    if value is not None and (not Decimal(value).is_finite() or value < 0):
        raise ValueError(f"chart {title!r}: {name}: {value} cannot be shown as a bar; it must be a number, 0 or more")


def _ticks(most: Decimal) -> list[Decimal]:
    """Return the figures at the axis: from 0 in round steps to the largest figure or more."""
    if not most:
        return [Decimal(0), Decimal(1)]
    rough = most / _MOST_TICKS
    power = Decimal(10) ** rough.adjusted()
    step = next(step * power for step in _STEPS if step * power >= rough)
    count = int((most / step).to_integral_value(ROUND_CEILING))
    return [_plain(step * index) for index in range(count + 1)]


def _plain(figure: Decimal) -> Decimal:
    """Return a figure without zeros at the end of its decimals, and without an exponent."""
    whole = figure.to_integral_value()
    return whole.quantize(Decimal(1)) if figure == whole else figure.normalize()
