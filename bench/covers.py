"""Photos of DVD covers by three cameras: is the clean cover found among Corel-1k?

`python -m bench.covers [--backbone NAME] [--shortlist N] [--mode fast|thorough] [--json FILE]`
"""

from __future__ import annotations

from collections.abc import Sequence

from bench import pictures, reporting
from pictrace import evaluate
from pictrace.cli.evaluation_tables import table
from pictrace.evaluate import SHORTLIST, Question
from pictrace.types import DEFAULT_SHORTLIST, MODES, Weights

CAMERAS = ("canon", "droid", "e63")
DEFAULT = "default weights"
WEIGHTS = {DEFAULT: Weights(), "classic weights": Weights.classic()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--shortlist", type=int, default=DEFAULT_SHORTLIST)
    parser.add_argument("--mode", choices=MODES, default="fast")
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k", "covers")
    if reason:
        print(f"bench.covers {reason}")
        return 0
    references = sorted((pictures.DATA / "covers" / "reference").iterdir())
    photos = [path for name in CAMERAS for path in sorted((pictures.DATA / "covers" / name).iterdir())]
    with pictures.library_of("covers", [*pictures.corel(), *references], given.backbone) as library:
        ids = pictures.ids_by_path(library)
        right = {path.stem: ids[path] for path in references}
        questions = [Question(path.name, path.parent.name, path, frozenset({right[path.stem]})) for path in photos]
        evaluation = evaluate.ask(
            library,
            questions,
            weights=WEIGHTS,
            shortlist=given.shortlist,
            mode=given.mode,
            progress=pictures.progress("asked"),
        )
    lines = table(evaluation, precisions=(), recalls=(1, 5, 50))
    for answer in evaluation.misses(DEFAULT):
        places = (answer.place(ranking) or "none" for ranking in (DEFAULT, SHORTLIST))
        lines.append("not first: {}, place {} (in the shortlist {})".format(answer.name, *places))
    lines += [f"failed: {failure.uri}: {failure.reason}" for failure in evaluation.failed]
    reporting.finish(
        f"DVD covers, {given.backbone}, {given.mode}: {len(photos)} photos, {len(references)} covers in 1,000",
        lines,
        evaluation.as_document((1, 5, 50)),
        given.json,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
