"""The HTTP API over a real library on the tiny backbone, behind the real guard."""

from __future__ import annotations

import io
import json
import math
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pictrace import Library, Settings, __version__
from pictrace.errors import WeightsUnavailable
from pictrace.matching.ranking import Comparison
from pictrace.settings import MEGABYTE, Limits
from pictrace.types import CHANNELS, UInt8Array
from pictrace.web import server
from pictrace.web.api import models
from pictrace.web.queries import QueryCache

Pixels = np.ndarray[Any, Any]

MARK = {"X-PicTrace": "1"}
MISSING = 10**9


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache=tmp_path / "cache", limits=Limits(max_bytes=3 * MEGABYTE))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, photos: dict[str, Pixels]) -> Path:
    """A folder with five pictures and a library of them; each test works on a copy of the library."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "pictures").mkdir()
    for name in ("astronaut.jpg", "chelsea.jpg", "rocket.jpg", "coffee.png", "coins.png"):
        Image.fromarray(photos[name.split(".")[0]]).save(folder / "pictures" / name)
    with Library.open(folder / "library", backbone="tiny", settings=Settings(cache=folder)) as library:
        assert library.add(folder / "pictures").added == 5
    return folder


@pytest.fixture
def library(tmp_path: Path, settings: Settings, filled: Path) -> Iterator[Library]:
    shutil.copytree(filled / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", settings=settings) as library:
        yield library


@pytest.fixture
def queries(tmp_path: Path) -> QueryCache:
    return QueryCache(tmp_path / "queries", max_bytes=MEGABYTE, max_age=60)


@pytest.fixture
def client(library: Library, queries: QueryCache, settings: Settings) -> TestClient:
    app = Starlette(routes=server.routes(lambda: library, lambda: queries), middleware=server.middleware(settings))
    return TestClient(app, base_url="http://localhost:8501", raise_server_exceptions=False)


def id_of(library: Library, name: str) -> int:
    return next(record.id for record in library.records() if record.name.startswith(name))


def refused(response: httpx.Response, status: int, kind: str) -> str:
    """The message of an error that has this status and kind, in the one form."""
    assert response.status_code == status, response.text
    assert set(response.json()) == {"error"}
    assert set(response.json()["error"]) == {"kind", "message"}
    assert response.json()["error"]["kind"] == kind
    return str(response.json()["error"]["message"])


def jpeg(pixels: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=70)
    return file.getvalue()


# ---------------------------------------------------------------- health


def test_health_says_what_answers(client: TestClient) -> None:
    answer = client.get("/api/health").json()
    assert answer["status"] == "ok"
    assert answer["version"] == __version__
    assert answer["pictures"] == 5
    assert answer["backbone"] == "tiny"
    assert answer["engine"]


# ---------------------------------------------------------------- search


def test_a_search_by_file_finds_the_picture_first(
    client: TestClient, library: Library, photos: dict[str, Pixels]
) -> None:
    data = jpeg(photos["chelsea"][10:-10, 20:-20])
    response = client.post("/api/search", files={"file": ("query.jpg", data)}, data={"top": "3"})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["searched"] == 5
    assert [match["rank"] for match in answer["matches"]] == [1, 2, 3]
    best = answer["matches"][0]
    assert best["id"] == id_of(library, "chelsea") == best["picture"]["id"]
    assert set(best["scores"]) == set(best["contributions"]) == set(CHANNELS)
    assert best["score"] == pytest.approx(min(1.0, math.fsum(best["contributions"].values())), abs=1e-9)
    assert best["keypoints"]["inliers"] > 20
    assert np.shape(best["keypoints"]["homography"]) == (3, 3)


def test_the_api_answers_what_python_answers(client: TestClient, library: Library) -> None:
    id = id_of(library, "coffee")
    answer = client.post("/api/search", json={"id": id, "top": 5}).json()
    expected = library.search_id(id, top=5)
    assert [(match["id"], match["uri"], match["score"]) for match in answer["matches"]] == [
        (match.id, match.uri, match.score) for match in expected.matches
    ]
    assert answer["weights"] == expected.weights.as_dict()


def test_weights_decide_what_counts(client: TestClient, library: Library) -> None:
    id = id_of(library, "coffee")
    answer = client.post("/api/search", json={"id": id, "weights": {"colour": 2}}).json()
    assert answer["weights"] == {"cosine": 0.0, "structure": 0.0, "keypoints": 0.0, "colour": 2.0}
    for match in answer["matches"]:
        assert match["score"] == pytest.approx(match["scores"]["colour"])


def test_weights_of_a_form_are_json(client: TestClient, filled: Path) -> None:
    with (filled / "pictures" / "coins.png").open("rb") as file:
        answer = client.post("/api/search", files={"file": file}, data={"weights": '{"cosine": 1}'}).json()
    assert answer["weights"]["cosine"] == 1.0
    assert answer["weights"]["keypoints"] == 0.0


def test_a_part_of_a_query_can_be_searched(client: TestClient, library: Library, filled: Path) -> None:
    region = [120, 60, 200, 100]
    by_id = client.post("/api/search", json={"id": id_of(library, "chelsea"), "region": region}).json()
    with (filled / "pictures" / "chelsea.jpg").open("rb") as file:
        by_file = client.post("/api/search", files={"file": file}, data={"region": str(region)}).json()
    assert by_id["region"] == by_file["region"] == region
    expected = library.search_id(id_of(library, "chelsea"), region=region)
    wanted = [(match.id, match.score) for match in expected.matches]
    for answer in (by_id, by_file):
        assert [(match["id"], match["score"]) for match in answer["matches"]] == wanted


def test_of_a_whole_query_no_part_is_named(client: TestClient, library: Library) -> None:
    assert client.post("/api/search", json={"id": id_of(library, "coins")}).json()["region"] is None


def test_a_region_outside_the_query_is_refused(client: TestClient, library: Library) -> None:
    body = {"id": id_of(library, "chelsea"), "region": [500, 0, 50, 50]}
    assert "451 × 300" in refused(client.post("/api/search", json=body), 400, "invalid_input")


@pytest.mark.parametrize("region", [[1, 2, 3], [1, 2, 3, "x"], [1, 2, 3, 4.5], "1,2,3,4", [0, 0, 0, 0]])
def test_an_odd_region_is_refused(client: TestClient, library: Library, region: Any) -> None:
    response = client.post("/api/search", json={"id": id_of(library, "chelsea"), "region": region})
    assert "region" in refused(response, response.status_code, "invalid_input")
    assert response.status_code in (400, 422)


def test_a_query_never_enters_the_library(client: TestClient, library: Library) -> None:
    client.post("/api/search", files={"file": jpeg(np.full((64, 64, 3), 200, np.uint8))})
    assert len(library) == 5


@pytest.mark.parametrize(
    ("body", "status", "kind", "words"),
    [
        ({}, 422, "invalid_input", "either url or id"),
        ({"id": 1, "url": "https://host/a.jpg"}, 422, "invalid_input", "either url or id"),
        ({"id": MISSING}, 404, "unknown_picture", str(MISSING)),
        ({"id": 10**30}, 422, "invalid_input", "id"),
        ({"id": 1, "top": 0}, 422, "invalid_input", "top"),
        ({"id": 1, "top": 101}, 422, "invalid_input", "top"),
        ({"id": 1, "shortlist": 0}, 422, "invalid_input", "shortlist"),
        ({"id": 1, "tops": 5}, 422, "invalid_input", "tops"),
        ({"id": 1, "weights": {"color": 1}}, 422, "invalid_input", "weights.color"),
        ({"id": 1, "weights": {}}, 400, "invalid_weights", "zero"),
        ({"id": 1, "weights": {"cosine": -1}}, 400, "invalid_weights", "cosine"),
        ({"url": "/etc/passwd"}, 400, "unsupported_source", "/etc/passwd"),
        ({"url": "file:///etc/passwd"}, 400, "unsupported_source", "file:///etc/passwd"),
        ({"url": "http://127.0.0.1:9/a.jpg"}, 400, "fetch_refused", "127.0.0.1"),
        ({"url": "http://169.254.169.254/latest"}, 400, "fetch_refused", "169.254.169.254"),
        ([], 422, "invalid_input", ""),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(
    client: TestClient, body: Any, status: int, kind: str, words: str
) -> None:
    assert words in refused(client.post("/api/search", json=body), status, kind)


def test_weights_that_are_no_numbers_are_refused(client: TestClient) -> None:
    body = '{"id": 1, "weights": {"cosine": NaN}}'
    response = client.post("/api/search", content=body, headers={"Content-Type": "application/json"})
    assert "cosine" in refused(response, 400, "invalid_weights")


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "\udcff".encode("utf-8", "surrogateescape"), '"\x00"'])
def test_a_body_that_is_no_json_is_refused(client: TestClient, body: str | bytes) -> None:
    response = client.post("/api/search", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["error"]["kind"] == "invalid_input"


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    refused(
        client.post("/api/search", content=b"x", headers={"Content-Type": "image/jpeg"}), 415, "unsupported_media_type"
    )


def test_a_form_without_a_file_is_refused(client: TestClient) -> None:
    response = client.post("/api/search", files={"picture": b"x"})
    assert "named file" in refused(response, 400, "invalid_input")


def test_a_broken_form_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    refused(client.post("/api/search", content=b"--c\r\nnonsense", headers=headers), 400, "invalid_input")


def test_a_query_that_is_no_picture_is_refused(client: TestClient) -> None:
    refused(client.post("/api/search", files={"file": ("notes.jpg", b"not a picture")}), 422, "unreadable_picture")


def test_a_query_over_the_byte_limit_is_refused(client: TestClient) -> None:
    data = jpeg(np.zeros((8, 8, 3), np.uint8)) + bytes(3 * MEGABYTE)
    refused(client.post("/api/search", files={"file": data}), 413, "picture_too_large")


# ---------------------------------------------------------------- adding


def test_files_are_added_and_known_the_second_time(client: TestClient, library: Library) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (80, 120, 3), dtype=np.uint8)
    files = [("files", ("noise.jpg", jpeg(noise))), ("files", ("notes.txt", b"no picture"))]
    first = client.post("/api/pictures", files=files, headers=MARK)
    assert first.status_code == 200, first.text
    answer = first.json()
    assert (answer["added"], answer["known"], len(answer["failed"])) == (1, 0, 1)
    assert answer["failed"][0]["name"] == "notes.txt"
    assert answer["failed"][0]["reason"]
    added = next(item for item in answer["items"] if item["status"] == "added")
    assert added["name"] == "noise.jpg"
    assert library.get(added["id"]).name == "noise.jpg"
    again = client.post("/api/pictures", files=files[:1], headers=MARK).json()
    assert (again["added"], again["known"]) == (0, 1)
    assert again["items"][0]["id"] == added["id"]


def test_what_is_left_out_of_an_archive_is_said(client: TestClient, photos: dict[str, UInt8Array]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("./camera.jpg", jpeg(photos["camera"]))
        archive.writestr("@Recycle/grass.jpg", jpeg(photos["grass"]))
    sent = [("files", ("mine.cbz", packed.getvalue())), ("files", ("empty.zip", b"PK\5\6" + bytes(18)))]
    response = client.post("/api/pictures", files=sent, headers=MARK)
    assert response.status_code == 200
    answer = response.json()
    assert (answer["added"], answer["failed"]) == (1, [])
    assert answer["items"][0]["uri"].endswith("!/camera.jpg")
    assert [(one["kind"], one["uri"].partition("!")[2], one["name"]) for one in answer["skipped"]] == [
        ("trash", "/@Recycle", None),
        ("empty", "", "empty.zip"),
    ]


def test_a_form_without_the_mark_adds_nothing(client: TestClient, library: Library) -> None:
    response = client.post("/api/pictures", files={"files": jpeg(np.zeros((9, 9, 3), np.uint8))})
    refused(response, 403, "unmarked_write")
    assert len(library) == 5


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///a.jpg", "ftp://host/a.jpg", "upload:" + "0" * 64, "", " http"])
def test_what_is_no_url_is_never_added(client: TestClient, library: Library, url: str) -> None:
    response = client.post("/api/pictures", json={"urls": ["https://host.invalid/a.jpg", url]})
    refused(response, 400, "unsupported_source")
    assert library.failures() == ()


def test_a_path_of_the_server_is_never_read(client: TestClient, library: Library, filled: Path) -> None:
    library.remove([id_of(library, "coins")])
    path = filled / "pictures" / "coins.png"
    refused(client.post("/api/pictures", json={"urls": [str(path)]}), 400, "unsupported_source")
    refused(client.post("/api/pictures", json={"urls": [path.as_uri()]}), 400, "unsupported_source")
    response = client.post("/api/pictures", json={"table": f"path\n{path}\n"})
    if response.status_code == 200:
        assert len(response.json()["failed"]) == 1
    else:
        refused(response, 400, "invalid_table")
    assert len(library) == 4


def test_a_private_address_is_a_failure_with_a_reason(client: TestClient) -> None:
    answer = client.post("/api/pictures", json={"urls": ["http://127.0.0.1:9/a.jpg"]}).json()
    assert answer["added"] == 0
    assert [failure["uri"] for failure in answer["failed"]] == ["http://127.0.0.1:9/a.jpg"]


@pytest.mark.parametrize("table", ["url,title\n{0},A\n{1},B\n", '[{{"url": "{0}"}}, {{"url": "{1}"}}]'])
def test_a_table_may_name_urls(client: TestClient, table: str) -> None:
    urls = ["http://127.0.0.1:9/a.jpg", "http://10.0.0.1/b.jpg"]
    answer = client.post("/api/pictures", json={"table": table.format(*urls)}).json()
    assert sorted(failure["uri"] for failure in answer["failed"]) == sorted(urls)


def test_rows_of_a_table_that_cannot_be_read_are_told(client: TestClient) -> None:
    table = 'url,title\nhttp://10.0.0.1/a.jpg,"a\nhttp://10.0.0.1/b.jpg,b\n'
    answer = client.post("/api/pictures", json={"table": table}).json()
    assert [failure["uri"] for failure in answer["failed"]] == ["table.csv#row=2", "http://10.0.0.1/b.jpg"]


def test_a_list_of_urls_is_taken_as_a_file(client: TestClient) -> None:
    files = {"files": ("urls.txt", b"# mine\nhttp://10.0.0.1/a.jpg\n/etc/passwd\n", "text/plain")}
    answer = client.post("/api/pictures", files=files, headers=MARK).json()
    assert sorted(failure["uri"] for failure in answer["failed"]) == ["http://10.0.0.1/a.jpg", "urls.txt#line=3"]


def test_a_table_without_a_usable_column_is_refused(client: TestClient) -> None:
    refused(client.post("/api/pictures", json={"table": "colour,size\nred,3\n"}), 400, "invalid_table")


@pytest.mark.parametrize(
    "body",
    [
        {"urls": [f"https://host.invalid/{number}.jpg" for number in range(models.MAXIMUM_URLS + 1)]},
        {"table": "url\n" + "".join(f"https://host.invalid/{number}.jpg\n" for number in range(101))},
    ],
)
def test_too_much_for_one_call_is_refused(client: TestClient, library: Library, body: dict[str, Any]) -> None:
    assert "100" in refused(client.post("/api/pictures", json=body), 413, "too_many_inputs")
    assert library.failures() == ()


@pytest.mark.parametrize(
    "body", [{}, {"urls": []}, {"table": ""}, {"urls": ["https://a/b"], "table": "url\n"}, {"paths": ["a"]}]
)
def test_an_adding_that_makes_no_sense_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    refused(client.post("/api/pictures", json=body), 422, "invalid_input")


# ---------------------------------------------------------------- pictures


def test_the_library_is_listed_in_stretches(client: TestClient) -> None:
    first = client.get("/api/pictures", params={"order": "name", "descending": False, "limit": 2}).json()
    rest = client.get("/api/pictures", params={"order": "name", "descending": False, "offset": 2}).json()
    names = [picture["name"] for picture in first["pictures"] + rest["pictures"]]
    assert names == ["astronaut.jpg", "chelsea.jpg", "coffee.png", "coins.png", "rocket.jpg"]
    assert first["total"] == rest["total"] == 5
    assert (first["limit"], first["offset"], rest["offset"]) == (2, 0, 2)


def test_the_list_can_be_filtered(client: TestClient) -> None:
    answer = client.get("/api/pictures", params={"text": "chelsea"}).json()
    assert (answer["total"], [picture["name"] for picture in answer["pictures"]]) == (1, ["chelsea.jpg"])


@pytest.mark.parametrize(
    "parameters", [{"order": "colour"}, {"limit": 0}, {"limit": 501}, {"offset": -1}, {"text": "x" * 501}]
)
def test_a_list_that_makes_no_sense_is_refused(client: TestClient, parameters: dict[str, Any]) -> None:
    assert next(iter(parameters)) in refused(client.get("/api/pictures", params=parameters), 422, "invalid_input")


def test_one_picture_says_all_that_is_known(client: TestClient, library: Library, filled: Path) -> None:
    id = id_of(library, "chelsea")
    answer = client.get(f"/api/pictures/{id}").json()
    assert answer["uri"] == str(filled / "pictures" / "chelsea.jpg")
    assert (answer["width"], answer["height"], answer["format"]) == (451, 300, "JPEG")
    assert set(answer) == set(models.Picture.model_fields)
    assert client.get(answer["thumbnail"]).headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("size", [16, 100, 512])
def test_a_thumbnail_fits_its_size(client: TestClient, library: Library, size: int) -> None:
    response = client.get(f"/api/pictures/{id_of(library, 'chelsea')}/thumbnail", params={"size": size})
    with Image.open(io.BytesIO(response.content)) as image:
        assert max(image.size) == min(size, 451)
        assert image.format == "JPEG"


def test_a_thumbnail_is_sent_once(client: TestClient, library: Library) -> None:
    path = f"/api/pictures/{id_of(library, 'chelsea')}/thumbnail"
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, params={"size": 64}, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/api/pictures/{}", "/api/pictures/{}/thumbnail"])
@pytest.mark.parametrize(
    ("id", "status", "kind"),
    [
        (MISSING, 404, "unknown_picture"),
        (0, 422, "invalid_input"),
        (-1, 422, "invalid_input"),
        (2**63, 422, "invalid_input"),
        ("x", 422, "invalid_input"),
        ("1.5", 422, "invalid_input"),
    ],
)
def test_an_id_that_is_none_is_refused(client: TestClient, path: str, id: object, status: int, kind: str) -> None:
    refused(client.get(path.format(id)), status, kind)


# ---------------------------------------------------------------- judgements


def test_a_judgement_is_kept_with_what_was_measured_and_taken_back(client: TestClient, library: Library) -> None:
    chelsea, coins = id_of(library, "chelsea"), id_of(library, "coins")
    asked = {"id": chelsea, "picture": coins, "is_match": False}
    kept = client.post("/api/judgements", json=asked).json()["judgement"]
    assert (kept["id"], kept["is_match"], kept["backbone"]) == (coins, False, "tiny")
    assert set(kept["scores"]) == set(CHANNELS)
    assert client.get("/api/judgements").json() == {"judgements": [kept]}
    assert client.post("/api/judgements", json={**asked, "is_match": None}).json() == {"judgement": None}
    assert client.get("/api/judgements").json() == {"judgements": []}


def test_a_file_is_judged_as_what_it_shows(client: TestClient, library: Library, photos: dict[str, Pixels]) -> None:
    file = ("cat.jpg", jpeg(photos["chelsea"]))
    form = {"picture": str(id_of(library, "chelsea")), "is_match": "true", "region": "[10, 10, 200, 200]"}
    answer = client.post("/api/judgements", files={"file": file}, data=form, headers=MARK)
    assert answer.status_code == 200, answer.text
    assert answer.json()["judgement"]["query"] == "cat.jpg"
    assert [said.is_match for said in library.judgements()] == [True]


def test_a_judgement_by_form_needs_the_mark(client: TestClient, library: Library) -> None:
    form = {"picture": str(id_of(library, "coins")), "is_match": "true"}
    response = client.post("/api/judgements", files={"file": b"no matter what"}, data=form)
    refused(response, 403, "unmarked_write")
    assert library.judgements() == ()


@pytest.mark.parametrize(
    ("wrong", "status", "kind"),
    [
        ({"picture": MISSING}, 404, "unknown_picture"),
        ({"is_match": "perhaps"}, 422, "invalid_input"),
        ({"url": "https://example.org/a.jpg"}, 422, "invalid_input"),
        ({"shortlist": 1}, 400, "invalid_input"),
        ({"weights": {"cosine": 1}}, 422, "invalid_input"),
    ],
)
def test_a_judgement_that_cannot_be_kept_is_refused(
    client: TestClient, library: Library, wrong: dict[str, Any], status: int, kind: str
) -> None:
    asked = {"id": id_of(library, "chelsea"), "picture": id_of(library, "coins"), "is_match": True}
    refused(client.post("/api/judgements", json=asked | wrong), status, kind)
    assert library.judgements() == ()


def test_a_picture_is_removed_once(client: TestClient, library: Library) -> None:
    id = id_of(library, "coins")
    assert client.delete(f"/api/pictures/{id}", headers=MARK).json() == {"removed": [id]}
    assert len(library) == 4
    refused(client.delete(f"/api/pictures/{id}", headers=MARK), 404, "unknown_picture")
    refused(client.get(f"/api/pictures/{id}"), 404, "unknown_picture")


def test_removing_needs_the_mark(client: TestClient, library: Library) -> None:
    refused(client.delete(f"/api/pictures/{id_of(library, 'coins')}"), 403, "unmarked_write")
    assert len(library) == 5


# ---------------------------------------------------------------- errors and the document


def test_an_unknown_call_is_an_error_in_the_one_form(client: TestClient) -> None:
    assert "/api/openapi.json" in refused(client.get("/api/nothing"), 404, "not_found")
    refused(client.put("/api/pictures", json={}), 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_no_page_that_loads_scripts_from_elsewhere(client: TestClient, path: str) -> None:
    refused(client.get(path), 404, "not_found")


def test_a_closed_library_is_an_error_in_words(client: TestClient, library: Library) -> None:
    library.close()
    refused(client.get("/api/pictures"), 503, "library_closed")


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (WeightsUnavailable("No weights."), 503, "weights_unavailable"),
        (ZeroDivisionError("secret"), 500, "internal_error"),
    ],
)
def test_whatever_goes_wrong_has_the_one_form(
    queries: QueryCache, settings: Settings, error: Exception, status: int, kind: str
) -> None:
    def broken() -> Library:
        raise error

    app = Starlette(routes=server.routes(broken, lambda: queries), middleware=server.middleware(settings))
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    assert "secret" not in refused(client.get("/api/health"), status, kind)


def test_an_unexpected_error_reaches_the_servers_log(queries: QueryCache, settings: Settings) -> None:
    def broken() -> Library:
        raise ZeroDivisionError("for the log")

    app = Starlette(routes=server.routes(broken, lambda: queries), middleware=server.middleware(settings))
    with pytest.raises(ZeroDivisionError, match="for the log"):
        TestClient(app, base_url="http://localhost").get("/api/health")


def test_how_sure_answers_are_is_told(client: TestClient, library: Library) -> None:
    shipped = client.get("/api/calibration").json()
    assert shipped["id"] == library.calibration().id
    assert shipped["pictures"] == 0
    made = library.calibrate(sample=2)
    document = client.get("/api/calibration").json()
    assert (document["id"], document["searches"], document["made_copies"]) == (made.id, 2, 4)
    assert document["error_bound"] == pytest.approx(made.error_bound)
    assert [one["pairs"] for one in document["reliability"]] == [one.pairs for one in made.reliability]
    assert document["in_words"]


class CalibratedMeanwhile(Library):
    """Somebody calibrates the library between a comparison and its answer."""

    def compare(self, *args: Any, **options: Any) -> Comparison:
        found = super().compare(*args, **options)
        self.calibrate(sample=2)
        return found


def test_a_comparison_names_the_calibration_that_it_was_given_by(
    library: Library, settings: Settings, queries: QueryCache
) -> None:
    before = library.calibration().id
    library.close()
    with CalibratedMeanwhile.open(library.location, settings=settings) as other:
        app = Starlette(routes=server.routes(lambda: other, lambda: queries), middleware=server.middleware(settings))
        ids = {"a": {"id": id_of(other, "chelsea")}, "b": {"id": id_of(other, "rocket")}}
        found = TestClient(app, base_url="http://localhost:8501").post("/api/compare", json=ids).json()
        assert other.calibration().id != before
    assert found["calibration"] == before


def _ends(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """What extends it and is extended by nothing; a class that others extend appears in the document as those."""
    extending = model.__subclasses__()
    if not extending:
        yield model
    for one in extending:
        yield from _ends(one)


def test_the_document_names_every_model_and_call(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    named = {model.__name__ for model in _ends(BaseModel) if model.__module__.startswith(models.__name__)}
    assert models.SearchAnswer.__name__ in named
    assert named <= set(document["components"]["schemas"])
    calls = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert calls == {
        ("get", "/calibration"),
        ("get", "/duplicates"),
        ("post", "/duplicates"),
        ("get", "/health"),
        ("post", "/search"),
        ("post", "/compare"),
        ("post", "/report"),
        ("post", "/verify-report"),
        ("get", "/judgements"),
        ("post", "/judgements"),
        ("get", "/pictures"),
        ("post", "/pictures"),
        ("get", "/pictures/{id}"),
        ("delete", "/pictures/{id}"),
        ("get", "/pictures/{id}/thumbnail"),
    }
    for path in ("/search", "/compare", "/pictures", "/judgements", "/report"):
        content = document["paths"][path]["post"]["requestBody"]["content"]
        assert set(content) == {"application/json", "multipart/form-data"}
    assert document["servers"] == [{"url": "/api"}]


def test_every_reference_of_the_document_leads_somewhere(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()

    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if "$ref" in part else [])
            part = list(part.values())
        if isinstance(part, list):
            for piece in part:
                yield from references(piece)

    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]


# ---------------------------------------------------------------- pictures for pages


def test_pages_show_pictures_by_their_content(client: TestClient, library: Library) -> None:
    record = library.get(id_of(library, "chelsea"))
    for size in (160, 320, 512):
        response = client.get(server.picture_url(record, size))
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with Image.open(io.BytesIO(response.content)) as image:
            assert (image.format, max(image.size)) == ("JPEG", min(size, 451))


def test_an_address_with_another_content_shows_nothing(client: TestClient, library: Library) -> None:
    record = library.get(id_of(library, "chelsea"))
    other = library.get(id_of(library, "coffee"))
    url = server.picture_url(record).replace(record.pixel_digest, other.pixel_digest)
    refused(client.get(url), 404, "unknown_picture")
    for wrong in ("1.jpg", "../catalog.db", f"{record.id}-{record.pixel_digest}-9999.jpg", "%2e%2e%2fx"):
        assert client.get(f"/app/static/pictures/{wrong}").status_code == 404


def test_a_removed_picture_is_not_shown(client: TestClient, library: Library) -> None:
    record = library.get(id_of(library, "chelsea"))
    library.remove([record.id])
    refused(client.get(server.picture_url(record)), 404, "unknown_picture")


def test_pages_show_queries_upright_and_small(client: TestClient, queries: QueryCache) -> None:
    file = io.BytesIO()
    image = Image.new("RGB", (700, 350), "teal")
    exif = image.getexif()
    exif[0x0112] = 6  # turn right to be upright
    image.save(file, "JPEG", exif=exif)
    response = client.get(server.query_url(queries.put(file.getvalue())))
    with Image.open(io.BytesIO(response.content)) as shown:
        assert shown.size == (256, 512)
    refused(client.get(server.query_url("0" * 64)), 404, "unknown_picture")


def test_pictures_are_behind_the_guard(client: TestClient, library: Library) -> None:
    url = server.picture_url(library.get(id_of(library, "chelsea")))
    refused(client.get(url, headers={"Host": "evil.example"}), 421, "unknown_host")
    refused(client.get(url, headers={"Origin": "https://evil.example"}), 403, "foreign_origin")


def test_two_pictures_are_compared_and_kept_nowhere(client: TestClient, library: Library, filled: Path) -> None:
    cat = Image.open(filled / "pictures" / "chelsea.jpg")
    part = io.BytesIO()
    cat.crop((60, 40, 400, 260)).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(part, "PNG")
    whole = (filled / "pictures" / "chelsea.jpg").read_bytes()
    files = {"a": ("part.png", part.getvalue()), "b": ("cat.jpg", whole)}
    found = client.post("/api/compare", files=files, data={"weights": '{"keypoints": 1}'}, headers=MARK).json()
    assert found["verdict"] == "part_of"
    assert found["in_words"] == "part.png is a part of cat.jpg"
    assert "mirrored" in found["explanation"]["recipe"]["in_words"]
    assert found["score"] == pytest.approx(math.fsum(found["contributions"].values()))
    assert len(library) == 5
    ids = {side: {"id": id_of(library, name)} for side, name in (("a", "chelsea"), ("b", "rocket"))}
    assert client.post("/api/compare", json=ids).json()["verdict"] not in ("edited", "part_of", "contains")


def test_a_comparison_that_cannot_be_made_says_why(client: TestClient, library: Library, filled: Path) -> None:
    cat = (filled / "pictures" / "chelsea.jpg").read_bytes()
    text = {"a": ("cat.jpg", cat), "b": ("notes.txt", b"no picture")}
    assert "notes.txt" in refused(client.post("/api/compare", files=text, headers=MARK), 422, "unreadable_picture")
    one = client.post("/api/compare", files={"a": ("cat.jpg", cat)}, headers=MARK)
    assert "in fields named a and b" in refused(one, 400, "invalid_input")
    missing = client.post("/api/compare", json={"a": {"id": MISSING}, "b": {"id": MISSING}})
    refused(missing, 404, "unknown_picture")
    path = client.post("/api/compare", json={"a": {"url": "/etc/passwd"}, "b": {"id": id_of(library, "rocket")}})
    refused(path, 400, "unsupported_source")


# ---------------------------------------------------------------- reports


def test_a_report_is_made_and_holds(client: TestClient, library: Library, photos: dict[str, Pixels]) -> None:
    data = jpeg(photos["chelsea"][10:-10, 20:-20])
    made = client.post(
        "/api/report", files={"file": ("query.jpg", data)}, data={"case": "7 O 12/26", "pictures": "full"}
    )
    assert made.status_code == 200, made.text
    assert made.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        document = json.loads(archive.read("report.json"))
        assert archive.read("pictures/query.jpg") == data
    assert document["filing"]["case"] == "7 O 12/26"
    assert document["query"]["name"] == "query.jpg"
    assert document["candidate"]["id"] == id_of(library, "chelsea")
    checked = client.post("/api/verify-report", files={"report": ("report.zip", made.content)})
    assert checked.status_code == 200, checked.text
    assert checked.json()["holds"] is True
    assert checked.json()["in_words"].startswith("The report holds")


def test_a_report_of_checksums_is_checked_with_the_pictures(client: TestClient, library: Library) -> None:
    id, other = id_of(library, "coffee"), id_of(library, "coins")
    made = client.post("/api/report", json={"id": id, "picture": other, "pictures": "hashes"})
    assert made.status_code == 200, made.text
    without = client.post("/api/verify-report", files={"report": ("report.zip", made.content)}).json()
    assert without["holds"] is False
    assert {finding["about"] for finding in without["findings"] if finding["kind"] == "missing"} == {
        "query",
        "candidate",
    }
    sent = [("report", ("report.zip", made.content))]
    for number in (id, other):
        original = library.original(number)
        assert original is not None
        sent.append(("pictures", ("a.png", original)))
    assert client.post("/api/verify-report", files=sent).json()["holds"] is True


def test_what_is_no_report_is_refused(client: TestClient) -> None:
    response = client.post("/api/verify-report", files={"report": ("notes.txt", b"hello")})
    assert "notes.txt is no zip" in refused(response, 422, "unreadable_report")
    refused(client.post("/api/verify-report", files={"other": ("a.zip", b"x")}), 400, "invalid_input")
    refused(client.post("/api/verify-report", json={"report": "a.zip"}), 415, "unsupported_media_type")
    refused(client.post("/api/report", json={"id": 1, "picture": MISSING}), 400, "invalid_input")
    refused(client.post("/api/report", json={"id": 1, "pictures": "some"}), 422, "invalid_input")
