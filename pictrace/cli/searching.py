"""`search` and `compare`: where a picture comes from, and why."""

from __future__ import annotations

import argparse
from pathlib import Path

from pictrace import embedding, explanation, imaging, report
from pictrace.cli.exits import DONE, NEGATIVE
from pictrace.cli.options import UsageError, add_search_options, add_weights, open_library, weights_of, whole_number
from pictrace.cli.places import place
from pictrace.cli.reporting import add_report, check_report, filing_of, save_report
from pictrace.cli.terminal import Terminal, columns, counted
from pictrace.explanation import provenance
from pictrace.imaging import drawing
from pictrace.matching import ranking
from pictrace.matching.ranking import SearchResult
from pictrace.search import comparison
from pictrace.search.search import MAXIMUM_TOP
from pictrace.settings import Settings
from pictrace.types import (
    CHANNELS,
    DEFAULT_TOP,
    Explanation,
    Family,
    JsonDict,
    KeypointEvidence,
    Match,
    Query,
    UInt8Array,
)
from pictrace.verdicts import wording
from pictrace.verdicts.verdict_words import WORDS

HEADINGS = ("rank", "verdict", "probability", "score", *CHANNELS, "verified", "id", "uri")
QUERY_NAME = "your picture"
MOST_EXPLAINED = 20
ENCODERS = {".jpg": imaging.encode_jpeg, ".jpeg": imaging.encode_jpeg, ".png": imaging.encode_png}


def search(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Search the library by a picture; exit code 1 when there is nothing to be found in."""
    check_report(arguments)
    with open_library(arguments, terminal) as library:
        result = library.search(
            arguments.picture,
            top=arguments.top,
            weights=weights_of(arguments, library),
            shortlist=arguments.shortlist,
            region=arguments.region,
            mode=arguments.mode,
        )
        explained = {
            match.id: library.explain(result, match.id)
            for match in result.matches[: arguments.explain or 0]
            # Nothing can be laid on anything once the working picture is lost; `verify` tells of that.
            if library.working_path(match.id).exists()
        }
        family = library.family(result, Path(arguments.picture).name) if arguments.family else None
        if arguments.report is not None and result.matches:
            save_report(arguments.report, library.report(result, **filing_of(arguments)), terminal)
        if arguments.overlay is not None and result.matches:
            best = result.matches[0]
            size = (best.record.width, best.record.height)
            picture = library.working_picture(best.id)
            _save_overlay(arguments.overlay, result.query, picture, size, best.evidence.keypoints)
            terminal.note(f"The match overlay of the best hit is in {arguments.overlay}.")
    if result.matches:
        lines = [
            f"{wording.title(result.answer)}.",
            wording.text(result.answer),
            wording.trust(result.calibration, result.answer.verdict),
        ]
        if result.answer.match is not None and result.answer.match.rank > 1:
            lines.append(f"With these weights that picture has rank {result.answer.match.rank:,}.")
        lines += ["", *columns(HEADINGS, [_row(match) for match in result.matches]), ""]
        lines += _stories(result, explained)
        lines += [] if family is None else [*_family(family), ""]
        part, timings = result.query.region, result.timings
        if part is not None:
            lines.append(
                f"Looked for a part of the picture: {part.width:,} × {part.height:,} pixels at {part.x}, {part.y}."
            )
        lines.append(
            f"Searched {counted(result.searched, 'picture')} in {timings.total:.2f} s: decoding {timings.decode:.2f}, "
            f"embedding {timings.embed:.2f}, shortlist {timings.shortlist:.2f}, evidence {timings.evidence:.2f}."
        )
    else:
        lines = [f"Nothing found: the library {library.location} is empty. Add pictures with `pictrace add FOLDER`."]
    document = ranking.as_document(result)
    if arguments.explain is not None:
        for match in document["matches"]:
            found = explained.get(match["id"])
            match["explanation"] = None if found is None else _document(found, QUERY_NAME, match["name"])
    if family is not None:
        document["family"] = provenance.family_as_document(family)
    terminal.answer(document, lines)
    return DONE if result.matches else NEGATIVE


def compare(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Compare two pictures, without a library."""
    check_report(arguments)
    pair = comparison.compare(
        arguments.a,
        arguments.b,
        weights=weights_of(arguments),
        settings=Settings.load(),
        backbone=getattr(arguments, "backbone", embedding.DEFAULT),
    )
    keypoints, assessment = pair.evidence.keypoints, pair.assessment
    if arguments.overlay is not None:
        size = (pair.candidate.width, pair.candidate.height)
        _save_overlay(arguments.overlay, pair.query, pair.candidate.working, size, keypoints)
        terminal.note(f"The match overlay is in {arguments.overlay}.")
    if arguments.report is not None:
        save_report(arguments.report, report.make_report(pair, **filing_of(arguments)), terminal)
    rows = [
        (channel, _number(pair.scores[channel]), f"{weight:g}", f"{pair.contributions[channel]:.3f}")
        for channel, weight in pair.weights.as_dict().items()
    ]
    lines = [
        *columns(("channel", "value", "weight", "contribution"), rows),
        f"Score {pair.score:.3f}, {counted(keypoints.inlier_count, 'verified key point')}"
        f"{', mirrored' if keypoints.mirrored else ''}.",
        f"{WORDS[assessment.verdict].label}; probability of a true copy {assessment.probability:.2f}.",
    ]
    explained, names = comparison.explain(pair), _names(arguments.a, arguments.b)
    lines += ["", *_story(explained, *names)]
    terminal.answer({**ranking.comparison_as_document(pair), "explanation": _document(explained, *names)}, lines)
    return DONE


def _stories(result: SearchResult, explained: dict[int, Explanation]) -> list[str]:
    """What was done, hit by hit, for those that were asked for."""
    lines = []
    for match in result.matches:
        if match.id in explained:
            story = _story(explained[match.id], QUERY_NAME, match.record.name)
            lines += [f"{match.rank}  {story[0]}", *(f"   {line}" for line in story[1:]), ""]
    return lines


def _story(explained: Explanation, query: str, candidate: str) -> list[str]:
    lines = [explanation.wording.recipe(explained.recipe, query, candidate)]
    if explained.recipe.claimed and explained.changes is not None:
        lines.append(explanation.wording.coverage(explained.changes, query, candidate))
        lines.append(explanation.wording.source_direction(explained.nearer, query, candidate))
    return lines


def _family(family: Family) -> list[str]:
    """Who derives from whom, as an indented list."""
    family_wording = provenance.wording
    lines = [family_wording.summary(family)]
    if len(family.members) > 1:
        lines += [
            f"{'    ' * line.depth}{line.name}: {line.description}".removesuffix(": ")
            for line in family_wording.lines(family)
        ]
        lines += [family_wording.left_out(family)] if family.left_out else []
        lines.append(family_wording.GUESS)
    return lines


def _document(explained: Explanation, query: str, candidate: str) -> JsonDict:
    return explanation.explanation_as_document(explained, query, candidate)


def _names(a: str, b: str) -> tuple[str, str]:
    """What two given pictures are called: by their file names where those differ."""
    first, second = (given.rstrip("/").rpartition("/")[2] for given in (a, b))
    return (first, second) if first and second and first != second else ("the first picture", "the second picture")


def _row(match: Match) -> tuple[str, ...]:
    keypoints = match.evidence.keypoints
    return (
        str(match.rank),
        WORDS[match.verdict].label,
        f"{match.probability:.2f}",
        f"{match.score:.3f}",
        *(_number(match.scores[channel]) for channel in CHANNELS),
        str(keypoints.inlier_count),
        str(match.id),
        f"{place(match.record)}{' (mirrored)' if keypoints.mirrored and keypoints.homography is not None else ''}",
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _save_overlay(
    path: Path, query: Query, candidate: UInt8Array, candidate_size: tuple[int, int], keypoints: KeypointEvidence
) -> None:
    overlay = drawing.match_overlay(query.working, candidate, keypoints, (query.width, query.height), candidate_size)
    try:
        path.write_bytes(ENCODERS[path.suffix.lower()](overlay))
    except OSError as error:
        raise UsageError(f"The overlay cannot be written to {path} ({error.strerror}); name another file.") from None


def _overlay_file(text: str) -> Path:
    if Path(text).suffix.lower() not in ENCODERS:
        raise argparse.ArgumentTypeError(f"{text!r} must end in .png or .jpg")
    return Path(text)


def _add_shared(parser: argparse.ArgumentParser, mine: bool = False) -> None:
    add_weights(parser, mine=mine)
    parser.add_argument(
        "--overlay", type=_overlay_file, metavar="FILE", help="save a picture of the matched key points (.png or .jpg)"
    )
    add_report(parser)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    """Add `search` and `compare` to the commands."""
    searching = commands.add_parser("search", parents=[shared], help="find where a picture comes from")
    searching.add_argument("picture", metavar="PICTURE", help="a file or a URL")
    searching.add_argument(
        "--top",
        type=whole_number(1, MAXIMUM_TOP),
        default=DEFAULT_TOP,
        metavar="N",
        help=f"results to show (default: {DEFAULT_TOP})",
    )
    add_search_options(searching)
    _add_shared(searching, mine=True)
    searching.add_argument(
        "--explain",
        type=whole_number(1, MOST_EXPLAINED),
        nargs="?",
        const=3,
        metavar="N",
        help="say of the first N results (3 when no number is given) what was done to make one picture of the other",
    )
    searching.add_argument(
        "--family", action="store_true", help="say which of the copies that were found was made of which"
    )
    searching.set_defaults(run=search)

    comparing_two = commands.add_parser("compare", parents=[shared], help="what two pictures have in common")
    comparing_two.add_argument("a", metavar="A", help="a file or a URL: the query")
    comparing_two.add_argument("b", metavar="B", help="a file or a URL: the candidate")
    _add_shared(comparing_two)
    comparing_two.set_defaults(run=compare)
