"""Every network keeps the same promises; one that is added is tested by standing in `embedding.names()`.

What is particular to one stands in tests/embedding/test_backbones.py.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import fakes
import numpy as np
import pytest
from PIL import Image

from pictrace import Library, embedding
from pictrace.embedding import runtime_choice
from pictrace.embedding.tiles import embed_low_res, embed_views
from pictrace.errors import BackboneMismatch, InvalidInput
from pictrace.imaging import edits
from pictrace.settings import Settings
from pictrace.types import Backbone

SHIPPED = tuple(name for name in embedding.names() if name not in fakes.NAMES)
# Those that are installed run, the others say why they do not.
RUNNING = [
    pytest.param(name, marks=pytest.mark.skipif(bool(missing), reason=missing or "installed"))
    for name in SHIPPED
    for missing in [embedding.describe(name).missing]
]
WITHOUT_OPENVINO = pytest.mark.skipif(
    not runtime_choice.is_openvino("auto"), reason="OpenVINO is not installed here: it has no wheels for this system"
)
# Every network by the runtime that is chosen here, and the default by TensorFlow too.
RUNNING_BY = [pytest.param((*one.values, "auto"), marks=one.marks) for one in RUNNING]
RUNNING_BY.append(pytest.param((embedding.DEFAULT, "tensorflow"), marks=WITHOUT_OPENVINO))


@pytest.mark.parametrize("name", ["tiny", *SHIPPED])
def test_every_backbone_fulfils_the_protocol(name):
    made = embedding.create(name, Settings())
    assert isinstance(made, Backbone)
    assert made.embed([]).shape == (0, made.dimension)


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((8, 8, 3), np.float32),
        np.zeros((0, 8, 3), np.uint8),
    ],
)
@pytest.mark.parametrize("name", SHIPPED)
def test_other_arrays_are_refused_in_words(name, picture):
    with pytest.raises(InvalidInput, match=r"give \(H, W, 3\) uint8 RGB"):
        embedding.create(name, Settings()).embed([picture])


@pytest.fixture(scope="module", params=RUNNING_BY)
def real(request):
    name, runtime = request.param
    made = embedding.create(name, Settings(runtime=runtime))
    made.load()
    return made


@pytest.mark.network
def test_vectors_are_of_norm_1_and_do_not_depend_on_the_batch(real, photos):
    pictures = [photo for _ in range(3) for photo in photos.values()]  # more than one batch
    together = real.embed(pictures)
    alone = np.concatenate([real.embed([photo]) for photo in photos.values()])
    assert together.shape == (24, real.dimension)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(together[:8], alone, atol=1e-5)
    np.testing.assert_allclose(together[8:16], together[:8], atol=1e-5)


@pytest.mark.network
def test_a_network_made_again_gives_the_same_vectors(real, photos):
    again = embedding.create(
        real.name, Settings(runtime="tensorflow" if "TensorFlow" in real.weights_source else "auto")
    )
    np.testing.assert_allclose(again.embed([photos["coffee"]]), real.embed([photos["coffee"]]), atol=1e-5)
    assert again.version == real.version
    # The first one may have fetched its weights, and says so; what comes after it reads them from the cache.
    assert again.weights_source.removeprefix("PicTrace's cache, first fetched from ") == (
        real.weights_source.removeprefix("PicTrace's cache, first fetched from ")
    )


@pytest.mark.network
def test_edited_copies_are_nearer_than_other_photographs(real, photos):
    names = list(photos)
    originals = real.embed(list(photos.values()))
    mild = [edit for edit in edits.standard_edits() if edit.name not in ("crop 10 %", "pasted 20 %")]
    for edit in mild:
        copies = real.embed([edit.apply(photo) for photo in photos.values()])
        nearest = (copies @ originals.T).argmax(axis=1)
        found = [name for place, name in enumerate(names) if nearest[place] == place]
        assert len(found) >= 7, (edit.name, found)


@pytest.mark.network
def test_a_crop_is_nearer_than_a_stranger_and_the_picture_itself_nearest(real, photos):
    cat = photos["chelsea"]
    itself, crop, stranger = real.embed([cat, cat[30:-30, 40:-40], photos["rocket"]]) @ real.embed([cat])[0]
    assert itself == pytest.approx(1, abs=1e-5)
    assert itself > crop > stranger + 0.2


@pytest.mark.network
def test_the_views_of_a_picture_are_its_whole_and_its_windows(real, photos):
    pictures = list(photos.values())[:3]
    seen = embed_views(real, pictures, thirds=True)
    np.testing.assert_allclose([of.whole for of in seen], real.embed(pictures), atol=1e-5)
    np.testing.assert_allclose([of.small for of in seen], embed_low_res(real, pictures), atol=1e-5)
    for of in seen:
        assert (of.halves.shape, of.thirds.shape) == ((9, real.dimension), (16, real.dimension))
        np.testing.assert_allclose(np.linalg.norm(np.vstack([of.halves, of.thirds]), axis=1), 1, atol=1e-5)
    assert len(embed_views(real, pictures[:1])[0].thirds) in (0, 16)  # unasked only where they cost nothing


@pytest.mark.network
def test_a_quarter_of_a_picture_is_nearest_to_the_window_it_was_cut_from(real, photos):
    for photo in photos.values():
        height, width = photo.shape[:2]
        cut = photo[height // 2 :, : width // 2]
        cosines = embed_views(real, [photo])[0].halves @ embed_low_res(real, [cut])[0]
        assert cosines.argmax() == 6  # the third row's first


@pytest.mark.network
def test_flat_pictures_have_a_vector_too(real):
    vectors = real.embed([np.full((40, 60, 3), value, np.uint8) for value in (0, 128, 255)])
    assert np.isfinite(vectors).all()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.network
def test_threads_share_one_network(real, photos):
    expected = real.embed([photos["coffee"]])
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(real.embed, [[photos["coffee"]]] * 8):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


@pytest.mark.network
def test_a_library_of_one_network_is_refused_with_the_other(real, photos, tmp_path):
    other = next(name for name in embedding.available() if name in SHIPPED and name != real.name)
    Image.fromarray(photos["coffee"]).save(tmp_path / "coffee.png")
    with Library.open(tmp_path / "library", backbone=real.name) as library:
        assert library.add(tmp_path / "coffee.png").added == 1
        info = library.info()
        assert (info.backbone, info.backbone_version) == (real.name, real.version)
    with pytest.raises(BackboneMismatch, match=f"made with the network {real.name} .* cannot be used with {other}"):
        Library.open(tmp_path / "library", backbone=other)
    with Library.open(tmp_path / "library") as library:  # with the one that it records
        assert library.search(photos["coffee"]).matches[0].score > 0.99


@pytest.mark.network
@pytest.mark.parametrize("name", RUNNING)
def test_nothing_is_chattered_on_the_way(name):
    program = (
        "from pictrace import embedding; from pictrace.settings import Settings; import numpy as np; "
        f"embedding.create({name!r}, Settings()).embed([np.zeros((9, 9, 3), np.uint8)])"
    )
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, timeout=120, capture_output=True, text=True
    )
    assert (finished.stdout, finished.stderr) == ("", "")


@pytest.mark.parametrize("name", SHIPPED)
def test_people_are_told_what_a_network_is_good_at(name):
    told = embedding.describe(name)
    assert told.name == name
    assert told.title.lower() == name
    assert told.sentence.endswith(".")
    assert (name in embedding.available()) is (not told.missing)
