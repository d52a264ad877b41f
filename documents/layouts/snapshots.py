"""Read a snapshot field by field, with errors that name the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["Fields"]

_REQUIRED: Any = object()


class Fields:
    """A mapping of a snapshot and its place in it, such as `agenda[2]`.

    Every method raises ValueError with the full name of a field that is missing or of the wrong kind.
    """

    def __init__(self, content: object, place: str = "snapshot") -> None:
        if not isinstance(content, Mapping):
            raise ValueError(f"{place}: must be a mapping, not {type(content).__name__}")  # noqa: TRY004 - as promised
        self._content: Mapping[str, Any] = content
        self._place = place

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there. None counts as absent."""
        value = self._value(name, _REQUIRED if default is None else default)
        if not isinstance(value, str):
            raise self.wrong(name, f"must be a text, not {type(value).__name__}")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts, empty when absent."""
        values = self._list(name)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.wrong(f"{name}[{index}]", f"must be a text, not {type(value).__name__}")
        return values

    def flag(self, name: str) -> bool:
        """Return a truth value, False when absent."""
        value = self._value(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name, f"must be true or false, not {type(value).__name__}")
        return value

    def number(self, name: str, default: float) -> float:
        """Return a positive number."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise self.wrong(name, f"must be a positive number, not {value!r}")
        return float(value)

    def one_of(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Return one of the given words."""
        value = self.text(name, default)
        if value not in choices:
            raise self.wrong(name, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def part(self, name: str) -> Fields:
        """Return a mapping that must be there."""
        return Fields(self._value(name, _REQUIRED), f"{self._place}.{name}")

    def optional_part(self, name: str) -> Fields | None:
        """Return a mapping, or None when it is absent."""
        return None if self._value(name, None) is None else self.part(name)

    def parts(self, name: str) -> list[Fields]:
        """Return a list of mappings, empty when absent."""
        return [Fields(value, f"{self._place}.{name}[{index}]") for index, value in enumerate(self._list(name))]

    def texts_or_parts(self, name: str) -> list[str | Fields]:
        """Return a list whose members are texts or mappings, empty when absent."""
        return [
            value if isinstance(value, str) else Fields(value, f"{self._place}.{name}[{index}]")
            for index, value in enumerate(self._list(name))
        ]

    def raw(self, name: str) -> Any:
        """Return whatever stands in a field, or None."""
        return self._content.get(name)

    def wrong(self, name: str, problem: str) -> ValueError:
        """Return the error to raise for a field that only its reader can judge."""
        return ValueError(f"{self._place}.{name}: {problem}")

    def _list(self, name: str) -> list[Any]:
        value = self._value(name, [])
        if not isinstance(value, list | tuple):
            raise self.wrong(name, f"must be a list, not {type(value).__name__}")
        return list(value)

    def _value(self, name: str, default: Any) -> Any:
        value = self._content.get(name)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise self.wrong(name, "is missing")
        return default
