"""The model that comes with PicTrace. Its numbers stand in `shipped_model.json`, written by `python -m bench.fit`."""

from __future__ import annotations

import functools
import hashlib
import json
from importlib.resources import files

from pictrace.types import JsonDict
from pictrace.verdicts.boosted_trees import BoostedTrees
from pictrace.verdicts.copy_probability import CopyModel

FILE = "shipped_model.json"


@functools.cache
def shipped_model() -> CopyModel:
    """The model, read once."""
    data = files("pictrace.verdicts").joinpath(FILE).read_bytes()
    return from_document(json.loads(data), hashlib.sha256(data).hexdigest())


def from_document(document: JsonDict, digest: str) -> CopyModel:
    """The model that a document was made of. digest : SHA-256 of the document as it stands in its file."""
    return CopyModel(
        version=document["version"],
        copy=BoostedTrees.of(document["copy"]),
        photograph=BoostedTrees.of(document["photograph"]),
        unregistered=document["unregistered"],
        threshold=document["threshold"],
        photograph_threshold=document["photograph_threshold"],
        no_copy_searches=document["no_copy_searches"],
        wrong=document["wrong"],
        digest=digest,
    )


def as_document(model: CopyModel) -> JsonDict:
    """Plain values for JSON."""
    return {
        "version": model.version,
        "unregistered": model.unregistered,
        "threshold": model.threshold,
        "photograph_threshold": model.photograph_threshold,
        "no_copy_searches": model.no_copy_searches,
        "wrong": model.wrong,
        "copy": model.copy.as_document(),
        "photograph": model.photograph.as_document(),
    }
