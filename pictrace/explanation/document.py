"""An explanation as plain values for JSON."""

from __future__ import annotations

import numpy as np

from pictrace.explanation import wording
from pictrace.types import ADDED, ALTERED, KEPT, MISSING, ChangeMap, Explanation, JsonDict, Recipe, SourceDirection

LABEL_NAMES = {KEPT: "kept", ALTERED: "altered", ADDED: "added", MISSING: "missing"}


def explanation_as_document(
    explanation: Explanation, query: str = wording.QUERY, candidate: str = wording.CANDIDATE
) -> JsonDict:
    """Finite numbers and strings only. The two names are what sentences call the pictures."""
    changes = explanation.changes
    return {
        "recipe": {**_recipe(explanation.recipe), "in_words": wording.recipe(explanation.recipe, query, candidate)},
        "changes": None
        if changes is None
        else {**_changes(changes), "in_words": wording.coverage(changes, query, candidate)},
        "nearer": {
            **_source_direction(explanation.nearer),
            "in_words": wording.source_direction(explanation.nearer, query, candidate),
        },
    }


def _recipe(recipe: Recipe) -> JsonDict:
    tone = recipe.tone
    return {
        "direction": recipe.direction,
        "claimed": recipe.claimed,
        "changed": recipe.changed,
        "explained": recipe.explained,
        "residual": recipe.residual,
        "similarity": recipe.similarity,
        "steps": [
            {
                "kind": step.kind,
                **{name: list(value) if isinstance(value, tuple) else value for name, value in step.parameters.items()},
            }
            for step in recipe.steps
        ],
        "matrix": np.asarray(recipe.matrix, np.float64).tolist(),
        "tone": {
            "gain": list(tone.gain),
            "offset": list(tone.offset),
            "saturation": tone.saturation,
            "gamma": tone.gamma,
            "error": tone.error,
        },
        "blur": recipe.blur,
    }


def _changes(changes: ChangeMap) -> JsonDict:
    return {
        "query": {LABEL_NAMES[label]: share for label, share in changes.query_shares.items()},
        "candidate": {LABEL_NAMES[label]: share for label, share in changes.candidate_shares.items()},
        "from_candidate": changes.from_candidate,
        "shown": changes.shown,
        "areas": [
            {
                "label": LABEL_NAMES[area.label],
                "box": [area.box.x, area.box.y, area.box.width, area.box.height],
                "candidate_box": [
                    area.candidate_box.x,
                    area.candidate_box.y,
                    area.candidate_box.width,
                    area.candidate_box.height,
                ],
                "share": area.share,
                "kind": area.kind,
                "in_words": wording.changed_area(area),
            }
            for area in changes.areas
        ],
    }


def _source_direction(nearer: SourceDirection) -> JsonDict:
    return {"side": nearer.side, "reasons": list(nearer.reasons), "against": list(nearer.against)}
