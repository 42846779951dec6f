"""How much of a change a recipe is: what a tree of descent wants little of."""

from __future__ import annotations

import math

from pictrace.types import Recipe, RecipeStep, StepKind

# What is left unexplained, as a mean difference in [0, 1], weighs most: near versions differ by less than far ones
# (Dias, Rocha and Goldenstein, "Image phylogeny by minimal spanning trees", IEEE TIFS 2012).
RESIDUAL = 4.0
UNEXPLAINED = 0.5
STEP = 0.05
# Saving and resizing happen by themselves with every other step.
SAVED = 0.005
# What is lost of the picture, and of its pixels, a halving.
LOST: dict[StepKind, tuple[str, float]] = {"cropped": ("share", 0.05), "scaled": ("factor", 0.02)}


def effort(recipe: Recipe) -> float:
    """From 0 up: 0 for equal pictures, more the more was done and the less of the result it explains."""
    steps = math.fsum(_step(step) for step in recipe.steps)
    return RESIDUAL * recipe.residual + UNEXPLAINED * (1.0 - recipe.explained) + steps


def _step(step: RecipeStep) -> float:
    cost = STEP if step.facts.is_edit else SAVED
    if step.kind in LOST:
        name, each = LOST[step.kind]
        cost += each * _halvings(step, name)
    return cost


def _halvings(step: RecipeStep, name: str) -> float:
    value = step.parameters.get(name, 1.0)
    return abs(math.log2(max(1e-6, float(value)))) if isinstance(value, (int, float)) else 0.0
