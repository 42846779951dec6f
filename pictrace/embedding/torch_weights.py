"""Reading PyTorch's first file format (`torch.save` before 1.6) without PyTorch.

The format: five pickles in a row (a magic number, the format's version, facts about the machine, the tensors, the keys
of their storages), then for each key, in that order, a count as little-endian int64 and so many numbers.
https://github.com/pytorch/pytorch/blob/v1.5.0/torch/serialization.py (_legacy_save)

A pickle is a program. Here it may name what a dictionary of tensors is made of, and nothing else.
"""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pictrace.types import Float32Array

_MAGIC = 0x1950A86A20F9469CFC6C
_VERSION = 1001
_NUMBERS: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
# What comes of bytes that are no pickle, or a pickle of something else.
_REFUSALS = (pickle.UnpicklingError, EOFError, LookupError, TypeError, AttributeError, OverflowError, ValueError)


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor whose numbers come later in the file; offset and strides count numbers, not bytes."""

    kind: str
    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def read_tensors(data: bytes) -> dict[str, Float32Array]:
    """The float32 tensors of a saved state dictionary by name, each C-contiguous; int64 counters are left out.

    Raises ValueError when the bytes are of another format, name what a state dictionary does not need, or are cut.
    """
    file = io.BytesIO(data)
    try:
        magic, version, _, tensors, keys = (_Unpickler(file).load() for _ in range(5))
        if (magic, version) != (_MAGIC, _VERSION):
            raise ValueError("it is not of torch's first format")
        storages = _storages(data, file.tell(), keys, {tensor.storage: tensor.kind for tensor in tensors.values()})
        return {
            name: _array(tensor, storages[tensor.storage])
            for name, tensor in tensors.items()
            if tensor.kind == "FloatStorage"
        }
    except _REFUSALS as error:
        raise ValueError(f"These bytes are no dictionary of tensors that can be read: {error}.") from None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _NUMBERS:
            return name
        raise pickle.UnpicklingError(f"it names {module}.{name}, which a dictionary of tensors does not need")

    def persistent_load(self, pid: Any) -> tuple[str, str]:
        """("storage", kind, key, device, count, None) → (kind, key)."""
        return str(pid[1]), str(pid[2])


def _rebuild(storage: tuple[str, str], offset: int, shape: Sequence[int], strides: Sequence[int], *_: Any) -> _Tensor:
    """In the place of torch's function of this name; what follows the strides is for training."""
    return _Tensor(*storage, offset, tuple(shape), tuple(strides))


def _storages(data: bytes, place: int, keys: Sequence[str], kinds: Mapping[str, str]) -> dict[str, NDArray[Any]]:
    storages: dict[str, NDArray[Any]] = {}
    for key in keys:
        numbers = _NUMBERS[kinds[key]]
        count = int.from_bytes(data[place : place + 8], "little")
        storages[key] = np.frombuffer(data, numbers, count, place + 8)
        place += 8 + count * numbers.itemsize
    return storages


def _array(tensor: _Tensor, storage: NDArray[Any]) -> Float32Array:
    # Strides count: weights that were turned from TensorFlow's order lie in the file in that order still.
    last = tensor.offset + sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if min((tensor.offset, *tensor.shape, *tensor.strides)) < 0 or last >= len(storage):
        raise ValueError("a tensor lies outside its storage")
    strides = [stride * storage.itemsize for stride in tensor.strides]
    view = np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides, writeable=False)
    return np.ascontiguousarray(view, dtype=np.float32)
