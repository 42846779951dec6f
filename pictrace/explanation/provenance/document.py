"""A family as plain values for JSON, and as a graph for Graphviz."""

from __future__ import annotations

import json
import textwrap

from pictrace.explanation.provenance import wording
from pictrace.types import QUERY, Family, JsonDict


def family_as_document(family: Family) -> JsonDict:
    """Finite numbers and strings only; the query's id is null."""
    return {
        "pictures": [{"id": None if one.key == QUERY else one.key, "name": one.name} for one in family.members],
        "descents": [
            {
                "parent": None if descent.parent == QUERY else descent.parent,
                "child": None if descent.child == QUERY else descent.child,
                "decided": descent.decided,
                "steps": [step.kind for step in descent.recipe.steps],
                "explained": descent.recipe.explained,
                "residual": descent.recipe.residual,
                "reasons": list(descent.nearer.reasons),
                "in_words": wording.description(descent),
            }
            for descent in family.descents
        ],
        "roots": [None if key == QUERY else key for key in family.roots],
        "donors": list(family.donors),
        "left_out": family.left_out,
        "in_words": wording.summary(family),
    }


def family_as_dot(family: Family, *, ink: str, accent: str, font: str) -> str:
    """The graph in the language of Graphviz, which lays it out; colours as it knows them.

    Undecided descents are dashed lines without a head. The query is drawn with a heavier line.
    """
    lines = [
        "digraph family {",
        'bgcolor="transparent"; rankdir="TB"; nodesep="0.35"; ranksep="0.55";',
        f'node [shape="box", style="rounded", fontname={_quoted(font)}, fontsize="12", margin="0.16,0.1", '
        f"color={_quoted(ink)}, fontcolor={_quoted(ink)}];",
        f'edge [fontname={_quoted(font)}, fontsize="10", color={_quoted(ink)}, fontcolor={_quoted(ink)}];',
    ]
    for one in family.members:
        mark = f", color={_quoted(accent)}, penwidth=2.4" if one.key == QUERY else ""
        lines.append(f"n{one.key} [label={_quoted(_short(one.name, 34))}{mark}];")
    for descent in family.descents:
        label = "" if not descent.decided else _wrapped(wording.description(descent))
        way = "" if descent.decided else ', style="dashed", dir="none"'
        lines.append(f"n{descent.parent} -> n{descent.child} [label={_quoted(label)}{way}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    # A quoted string of Graphviz knows no escapes but \" of its own, and takes a backslash for the start of one.
    return json.dumps(text.replace("\\", "/"), ensure_ascii=False)


def _wrapped(text: str) -> str:
    """In lines, each with room on both sides: Graphviz measures letters by a font of its own."""
    return "\n".join(f"  {line}  " for line in textwrap.wrap(_short(text, 60), 20))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
