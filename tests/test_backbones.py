"""Backbones by name, and ResNet50's vectors."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import fakes
import numpy as np
import pytest

from pictrace import backbones, edits
from pictrace.backbones import pretrained, resnet50, weights_file
from pictrace.backbones.quiet_tensorflow import import_tensorflow
from pictrace.errors import InvalidInput, WeightsUnavailable
from pictrace.settings import Settings
from pictrace.types import Backbone


def test_backbones_are_found_by_name():
    assert set(backbones.names()) >= {"resnet50", "tiny"}
    assert backbones.DEFAULT in backbones.names()
    assert isinstance(backbones.create("tiny", Settings()), fakes.TinyBackbone)
    assert backbones.create("resnet50", Settings()).name == "resnet50"


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InvalidInput, match=r"no backbone 'vgg'; choose one of .*resnet50"):
        backbones.create("vgg", Settings())


@pytest.mark.parametrize("name", ["", "Two Words", "../up", "-x"])
def test_names_are_plain(name):
    with pytest.raises(InvalidInput, match="cannot be called"):
        backbones.register(name, fakes.create)


@pytest.mark.parametrize("name", ["tiny", "resnet50"])
def test_every_backbone_fulfils_the_protocol(name):
    made = backbones.create(name, Settings())
    assert isinstance(made, Backbone)
    assert made.embed([]).shape == (0, made.dimension)


def test_the_tiny_backbone_gives_unit_vectors_even_of_flat_pictures(photos):
    vectors = fakes.TinyBackbone().embed([*photos.values(), np.zeros((5, 9, 3), np.uint8)])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.unique(vectors.round(4), axis=0).shape == vectors.shape


def test_making_a_resnet50_and_asking_what_it_is_imports_no_tensorflow():
    program = """
import sys
from pictrace import backbones
from pictrace.settings import Settings
network = backbones.create("resnet50", Settings())
assert (network.name, network.dimension) == ("resnet50", 2048)
assert "gem3" in network.version and network.weights_source and not len(network.embed([]))
assert not {"tensorflow", "keras"} & sys.modules.keys(), "imported too early"
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_the_version_follows_a_named_files_weights(tmp_path):
    tiny = {name: np.zeros(1, np.float32) for name in weights_file.variable_names()}
    weights_file.write_npz(tmp_path / "zeros.npz", tiny, "a test")
    weights_file.write_npz(tmp_path / "ones.npz", {name: value + 1 for name, value in tiny.items()}, "a test")
    zeros, ones = (
        resnet50.create(Settings(weights_file=tmp_path / name)).version for name in ("zeros.npz", "ones.npz")
    )
    assert len({zeros, ones, resnet50.VERSION}) == 3
    assert zeros.startswith(resnet50.VERSION)


def test_missing_weights_are_an_error_before_any_vector(tmp_path):
    network = resnet50.create(Settings(weights_file=tmp_path / "gone.h5"))
    with pytest.raises(WeightsUnavailable, match=r"gone\.h5 is not there"):
        network.embed([np.zeros((8, 8, 3), np.uint8)])


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
        np.zeros((0, 8, 3), np.uint8),
    ],
)
def test_other_arrays_are_refused_in_words(picture):
    with pytest.raises(InvalidInput, match=r"give \(H, W, 3\) uint8 RGB"):
        resnet50.create(Settings()).embed([picture])


@pytest.mark.parametrize("shape", [(1000, 50), (50, 1000), (700, 900), (3, 5), (224, 224)])
def test_resizing_averages_what_shrinks(shape):
    stripes = np.zeros((*shape, 3), np.uint8)
    stripes[::2] = 200
    small = resnet50.resized(stripes)
    assert small.shape == (224, 224, 3)
    assert small.dtype == np.uint8
    if shape[0] > 2 * 224:
        # Plain bilinear sampling would alias the stripes into bands of 0 and 200.
        assert small.min() > 60
        assert small.max() < 140


# ---------------------------------------------------------------- the real network


@pytest.fixture(scope="module")
def network():
    made = resnet50.create(Settings())
    made.load()
    return made


@pytest.mark.network
def test_the_weights_are_imagenets(network):
    variables = pretrained.find(Settings()).variables
    assert weights_file.fingerprint(variables) == resnet50.IMAGENET_FINGERPRINT
    assert "PicTrace's cache" in network.weights_source


@pytest.mark.network
def test_the_network_with_its_classifier_knows_what_is_on_the_photographs(network, photos):
    variables = pretrained.find(Settings()).variables
    _, keras = import_tensorflow()
    model = keras.applications.ResNet50(weights=None)
    for layer in model.layers:
        layer.set_weights([variables[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    pictures = np.stack([resnet50.resized(photos[name]) for name in ("chelsea", "coffee")])
    prepared = keras.applications.resnet50.preprocess_input(pictures.astype(np.float32))
    classes = np.asarray(model(prepared, training=False))
    egyptian_cat, espresso = 285, 967
    assert classes.argmax(axis=1).tolist() == [egyptian_cat, espresso]
    assert classes[0, egyptian_cat] > 0.86
    assert classes[1, espresso] > 0.97


@pytest.mark.network
def test_vectors_are_of_norm_1_and_do_not_depend_on_the_batch(network, photos):
    pictures = [photo for _ in range(3) for photo in photos.values()]  # more than one batch
    together = network.embed(pictures)
    alone = np.concatenate([network.embed([photo]) for photo in photos.values()])
    assert together.shape == (24, 2048)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(together[:8], alone, atol=1e-5)
    np.testing.assert_allclose(together[8:16], together[:8], atol=1e-5)


@pytest.mark.network
def test_edited_copies_are_nearer_than_other_photographs(network, photos):
    names = list(photos)
    originals = network.embed(list(photos.values()))
    mild = [edit for edit in edits.standard_edits() if edit.name not in ("crop 10 %", "pasted 20 %")]
    for edit in mild:
        copies = network.embed([edit.apply(photo) for photo in photos.values()])
        nearest = (copies @ originals.T).argmax(axis=1)
        found = [name for place, name in enumerate(names) if nearest[place] == place]
        assert len(found) >= 7, (edit.name, found)


@pytest.mark.network
def test_flat_pictures_have_a_vector_too(network):
    vectors = network.embed([np.full((40, 60, 3), value, np.uint8) for value in (0, 128, 255)])
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.network
def test_threads_share_one_network(network, photos):
    expected = network.embed([photos["coffee"]])
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(network.embed, [[photos["coffee"]]] * 8):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


@pytest.mark.network
def test_weights_of_other_shapes_are_refused_by_layer(tmp_path):
    wrong = {name: np.zeros(1, np.float32) for name in weights_file.variable_names()}
    weights_file.write_npz(tmp_path / "wrong.npz", wrong, "a test")
    with pytest.raises(WeightsUnavailable, match="do not fit ResNet50's layer conv1_conv"):
        resnet50.create(Settings(weights_file=tmp_path / "wrong.npz")).load()


@pytest.mark.network
def test_nothing_is_chattered_on_the_way():
    program = (
        "from pictrace import backbones; from pictrace.settings import Settings; import numpy as np; "
        "backbones.create('resnet50', Settings()).embed([np.zeros((9, 9, 3), np.uint8)])"
    )
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, timeout=120, capture_output=True, text=True
    )
    assert (finished.stdout, finished.stderr) == ("", "")
