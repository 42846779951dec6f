"""Postings: which pictures have which visual words, sorted by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pictrace.index.visual_words.codebook import WORDS, words_of
from pictrace.types import Int8Array, Int32Array, Int64Array, LocalFeatures, UInt8Array, UInt64Array

# 14 bytes each: 24 kB a picture at most. Behind the first 1,200 key points stand the finer ones of a large picture.
MOST_A_PICTURE = 1700
# The first 64 of a descriptor's bits: ORB orders its tests so that the first vary most and are least alike.
SIGNATURE_BYTES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """One entry a key point. ids : (n,) int64, the pictures. counts : (n,) int32, how many key points each has here.

    offsets : (4097,) int64, where each word's entries begin. Of the entries (m,): places int32, of the picture in
    `ids`; signatures uint64; angles uint8 and levels int8, as in `LocalFeatures`, 0 where the library has none.
    """

    ids: Int64Array
    counts: Int32Array
    offsets: Int64Array
    places: Int32Array
    signatures: UInt64Array
    angles: UInt8Array
    levels: Int8Array

    def __len__(self) -> int:
        return len(self.ids)


def signatures_of(descriptors: UInt8Array) -> UInt64Array:
    """(n,) uint64: the first 64 bits of descriptors (n, 32) uint8."""
    return np.ascontiguousarray(descriptors[:, :SIGNATURE_BYTES]).view(np.uint64)[:, 0]


def postings_of(pictures: Mapping[int, LocalFeatures]) -> Postings:
    """The postings of these pictures, by id."""
    some = {id: local.first(MOST_A_PICTURE) for id, local in pictures.items()}
    counts = np.array([len(local) for local in some.values()], np.int32)
    descriptors = np.concatenate([np.empty((0, 32), np.uint8), *(local.descriptors for local in some.values())])
    words = words_of(descriptors)[:, 0]
    return _sorted(
        np.array(list(some), np.int64),
        counts,
        words,
        np.repeat(np.arange(len(some), dtype=np.int32), counts),
        signatures_of(descriptors),
        np.concatenate([np.empty(0, np.uint8), *(_angles(local) for local in some.values())]),
        np.concatenate([np.empty(0, np.int8), *(_levels(local) for local in some.values())]),
    )


def merged(several: Sequence[Postings]) -> Postings:
    """One of several, pictures in their order."""
    starts = np.cumsum([0, *(len(one) for one in several)])
    words = np.concatenate([np.repeat(np.arange(WORDS), np.diff(one.offsets)) for one in several])
    places = [one.places + np.int32(start) for one, start in zip(several, starts, strict=False)]
    return _sorted(
        np.concatenate([one.ids for one in several]),
        np.concatenate([one.counts for one in several]),
        words,
        np.concatenate(places),
        np.concatenate([one.signatures for one in several]),
        np.concatenate([one.angles for one in several]),
        np.concatenate([one.levels for one in several]),
    )


def without(postings: Postings, removed: Int64Array) -> Postings:
    """The same less these pictures."""
    kept = ~np.isin(postings.ids, removed)
    entries = kept[postings.places]
    words = np.repeat(np.arange(WORDS), np.diff(postings.offsets))[entries]
    new_place = (np.cumsum(kept) - 1).astype(np.int32)
    return Postings(
        postings.ids[kept],
        postings.counts[kept],
        _offsets(words),
        new_place[postings.places[entries]],
        postings.signatures[entries],
        postings.angles[entries],
        postings.levels[entries],
    )


def _sorted(
    ids: Int64Array,
    counts: Int32Array,
    words: Int64Array,
    places: Int32Array,
    signatures: UInt64Array,
    angles: UInt8Array,
    levels: Int8Array,
) -> Postings:
    order = np.argsort(words, kind="stable")
    return Postings(ids, counts, _offsets(words[order]), places[order], signatures[order], angles[order], levels[order])


def _offsets(words: Int64Array) -> Int64Array:
    return np.searchsorted(words, np.arange(WORDS + 1)).astype(np.int64)


def _angles(local: LocalFeatures) -> UInt8Array:
    return np.zeros(len(local), np.uint8) if local.angles is None else local.angles


def _levels(local: LocalFeatures) -> Int8Array:
    return np.zeros(len(local), np.int8) if local.levels is None else local.levels
