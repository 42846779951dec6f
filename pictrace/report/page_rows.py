"""The tables of report.html, from report.json: names that people read, and numbers as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pictrace.explanation.step_words import STEP_WORDS
from pictrace.report import wording
from pictrace.report.figures import COLOURS
from pictrace.types import ADDED, ALTERED, CHANNELS, MISSING, JsonDict

_NONE = "–"
CHANNEL_NAME = {
    "cosine": "Overall look (network)",
    "structure": "Lines up (structure)",
    "keypoints": "Matching details",
    "colour": "Colours",
}
_AREA_NAME = {ALTERED: "altered", ADDED: "only in A", MISSING: "only in B"}
_METADATA_NAME = {
    "date_taken": "Taken",
    "creator": "Creator",
    "credit": "Credit",
    "caption": "Caption",
    "keywords": "Keywords",
    "copyright": "Copyright",
    "title": "Title",
    "camera": "Camera",
}


def rows(document: JsonDict) -> dict[str, Any]:
    """What the page's tables hold, by the names of the template."""
    return {
        "agreeing": _agreeing(document),
        "channels": list(_channels(document["score"])),
        "measured": list(_measured(document)),
        "matrices": list(_matrices(document)),
        "steps": list(_steps(document["explanation"]["recipe"])),
        "legend": [(_AREA_NAME[label], "#{:02x}{:02x}{:02x}".format(*colour)) for label, colour in COLOURS.items()],
        "files": list(_files(document["query"], document["candidate"])),
        "circumstances": list(_circumstances(document)),
    }


def number(value: float, places: int = 3) -> str:
    """With so many decimals and a true minus."""
    return f"{value:,.{places}f}".replace("-", "−")


def entry(value: float) -> str:
    """An entry of a matrix, with six figures that count."""
    return f"{value:.6g}".replace("-", "−")


def percent(share: float) -> str:
    return wording.percent(share)


def _agreeing(document: JsonDict) -> str:
    keypoints = document["keypoints"]
    if keypoints["score"] is None:
        return "Picture A has too few details to compare."
    if keypoints["matrix"] is None:
        return f"{keypoints['matched']:,} details look alike, but their places do not agree."
    mirrored = " A was compared mirrored, left for right." if keypoints["mirrored"] else ""
    return (
        f"{keypoints['agreeing']:,} of {keypoints['matched']:,} details that look alike also lie alike: one and the "
        f"same change of place takes each from A to B.{mirrored}"
    )


def _channels(score: JsonDict) -> Iterator[tuple[str, str, str, str]]:
    for channel in CHANNELS:
        value = score["channels"][channel]
        yield (
            CHANNEL_NAME[channel],
            "not counted" if value is None else number(value, 4),
            f"{score['weights'][channel]:g}",
            number(score["contributions"][channel], 4),
        )


def _measured(document: JsonDict) -> Iterator[tuple[str, str]]:
    found, structure = document["registration"], document["structure"]
    if found is not None:
        yield "Share of A that B covers", percent(found["coverage_query"])
        yield "Share of B that A covers", percent(found["coverage_candidate"])
        yield "Details there that agree", percent(found["agreement"])
        yield "Size of B against A", f"{number(100 * found['scale'], 1)} %"
        yield "Turned by", f"{number(found['rotation'], 2)}°"
        yield "Mirrored", "yes" if found["mirrored"] else "no"
        yield "Perspective (an edit leaves about 0)", f"{number(found['perspective'], 3)} px of 160"
        yield "Parallax (an edit leaves about 0)", f"{number(found['parallax'], 3)} px of 160"
        yield "Uneven light (an edit leaves about 0)", number(found["unevenness"], 4)
        yield "Change of colour", number(found["colour_change"], 4)
        yield "Change of tones (saving anew does at most 1)", number(found["tone_change"], 2)
    for name, value in (
        ("SSIM, as they are", structure["plain"]),
        ("SSIM, laid over each other", structure["aligned"]),
    ):
        if value is not None:
            yield name, number(value, 4)


def _matrices(document: JsonDict) -> Iterator[tuple[str, list[list[float]]]]:
    if document["keypoints"]["matrix"] is not None:
        yield "From A to B, by the agreeing details", document["keypoints"]["matrix"]
    if document["registration"] is not None:
        yield "The same made exact by the pixels", document["registration"]["homography"]


def _steps(recipe: JsonDict) -> Iterator[tuple[str, str]]:
    if not recipe["claimed"]:
        return
    for step in recipe["steps"]:
        parameters = [(name, value) for name, value in step.items() if name not in ("kind", "shares", "corners")]
        yield STEP_WORDS[step["kind"]].name, "; ".join(_parameter(name, value) for name, value in parameters) or "yes"


def _parameter(name: str, value: Any) -> str:
    if name == "box":
        x, y, width, height = value
        return f"{width:,} × {height:,} px at {x:,}, {y:,}"
    if name == "share":
        return f"{percent(value)} of the area"
    if name == "degrees":
        return f"{number(value, 2)}° clockwise"
    shown = f"{value:,}" if isinstance(value, int) else number(value, 3) if isinstance(value, float) else str(value)
    return f"{name.replace('_', ' ')} {shown}"


def _files(query: JsonDict, candidate: JsonDict) -> Iterator[tuple[str, str, str, str]]:
    """Name, of A, of B, and how it is set; rows of which neither says anything are left out."""
    for name, read, kind in (
        ("Name", lambda side: side["name"], ""),
        ("Where it is", _whereabouts, "place"),
        ("Read or fetched", lambda side: _time(side["read_at"]), ""),
        ("Added to the library", lambda side: _time(side["added_at"]), ""),
        ("Number there", lambda side: side["id"], ""),
        ("Format", lambda side: side["format"], ""),
        ("File size", lambda side: None if side["byte_size"] is None else f"{side['byte_size']:,} bytes", ""),
        ("Dimensions", lambda side: f"{side['width']:,} × {side['height']:,} pixels", ""),
        ("Part compared", _part, ""),
        ("JPEG quality", lambda side: None if side["jpeg_quality"] is None else f"about {side['jpeg_quality']}", ""),
        ("SHA-256 of the file", lambda side: side["sha256"], "digest"),
        ("SHA-256 of the pixels", lambda side: side["pixels_sha256"], "digest"),
        ("The file is", lambda side: wording.copy(side["copy"]["kind"]), ""),
        ("SHA-256 of that copy", _other_digest, "digest"),
        ("Taken at", _place, ""),
    ):
        first, second = read(query), read(candidate)
        if first is not None or second is not None:
            yield name, _text(first), _text(second), kind
    for key in dict.fromkeys([*query["metadata"], *candidate["metadata"]]):
        name = _METADATA_NAME.get(key, key.replace("_", " "))
        yield f"{name}, it says", _text(query["metadata"].get(key)), _text(candidate["metadata"].get(key)), ""


def _whereabouts(side: JsonDict) -> str:
    missing = side.get("missing", ())
    return "\n".join(f"{uri} (no longer there)" if uri in missing else uri for uri in side["uris"])


def _part(side: JsonDict) -> str | None:
    if side["region"] is None:
        return None
    x, y, width, height = side["region"]
    whole_width, whole_height = side["cut_from"]
    return f"{width:,} × {height:,} pixels at {x:,}, {y:,} of {whole_width:,} × {whole_height:,}"


def _other_digest(side: JsonDict) -> str | None:
    return None if side["copy"]["kind"] == "file" else side["copy"]["sha256"]


def _place(side: JsonDict) -> str | None:
    place = side["location"]
    return None if place is None else f"{place['latitude']:.6f}, {place['longitude']:.6f} (degrees north, east)"


def _time(text: str | None) -> str | None:
    from pictrace.report.page import moment

    return None if text is None else moment(text)


def _text(value: object) -> str:
    return _NONE if value is None else str(value)


def _circumstances(document: JsonDict) -> Iterator[tuple[str, str]]:
    search, network, calibration = document["search"], document["network"], document["calibration"]
    if search is not None:
        pictures = f"{search['searched']:,} picture{'' if search['searched'] == 1 else 's'}"
        yield "Searched", f"{pictures}, the {search['shortlist']:,} nearest examined; B has rank {search['rank']:,}"
    else:
        yield "Searched", "nothing; A and B were compared with each other"
    yield "Probability of a copy", _probability(document["verdict"], calibration)
    yield "Calibration", _calibration(calibration)
    yield "Network", f"{network['name']}, version {network['version']}"
    for name, value in document["method"].items():
        yield name.capitalize(), value
    if document["ignored"]:
        yield "Ignored places of A", f"{len(document['ignored']):,}; report.json says where"
    yield "Settings", _listed(document["settings"])
    yield "Programs", _listed({name: value for name, value in document["versions"].items() if value})


def _probability(verdict: JsonDict, calibration: JsonDict) -> str:
    return f"{verdict['probability']:.4f}; called a copy from {calibration['threshold']:.4f} on"


def _calibration(calibration: JsonDict) -> str:
    model = calibration["model"]
    made = calibration["created_at"]
    if "coefficients" in model:
        # The first model had few numbers, and reports of its time show them.
        coefficients = ", ".join(f"{value:g}" for value in model["coefficients"])
        numbers = f"intercept {model['intercept']:g}, coefficients {coefficients}"
    else:
        numbers = f"SHA-256 of its numbers {model['sha256']}"
    return (
        f"{calibration['id']}{f', made {_time(made)}' if made else ''}; model {model['version']}: {numbers}; slope "
        f"{calibration['slope']:g}, intercept {calibration['intercept']:g}"
    )


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
