"""What the bodies of a province are called on the papers of a day: as the province calls their kind, once it does.

A paper's words are made from the register, where a committee's name begins with what its kind is usually called. Where
the province has a name of its own for that kind, whole names are exchanged as the snapshot is frozen, and nothing else:
a paper that was prepared before keeps what it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from directory.models import Body
from directory.queries import inside
from workflow.terms import names_in


def names_here(area_code: str) -> dict[str, str]:
    """The registered names that a province has its own words for today, with those words.

    One query where the province calls every kind as usual, and one more where it does not.
    """
    province = area_code[:2]
    names = names_in(province)[province]
    kinds = [key.removeprefix("body:") for key in names.own if key.startswith("body:")]
    if not kinds:
        return {}
    bodies = Body.objects.filter(inside(province), kind__in=kinds).only("kind", "name")
    return {body.name: own for body in bodies if (own := names.body_name(body)) != body.name}


def exchanged(snapshot: Mapping[str, Any], called: Mapping[str, str]) -> dict[str, Any]:
    """The snapshot with those names exchanged, wherever a whole one stands."""
    whole = re.compile("|".join(re.escape(name) for name in sorted(called, key=len, reverse=True)))

    def spoken(value: Any) -> Any:
        if isinstance(value, str):
            return whole.sub(lambda found: called[found[0]], value)
        if isinstance(value, dict):
            return {key: spoken(each) for key, each in value.items()}
        return [spoken(each) for each in value] if isinstance(value, list | tuple) else value

    return {key: spoken(value) for key, value in snapshot.items()}
