"""Look-alikes: mean leave-one-out precision at 10 on the ten classes of Corel-1k.

`python -m bench.corel [--backbone NAME] [--sample N] [--shortlist N] [--json FILE]`
"""

from __future__ import annotations

from collections.abc import Sequence

from bench import pictures, reporting
from pictrace import evaluate
from pictrace.cli.evaluation_tables import table
from pictrace.types import DEFAULT_SHORTLIST, Weights

WEIGHTS = {"default weights": Weights(), "look-alike weights": Weights.lookalikes()}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = reporting.parser(__doc__)
    parser.add_argument("--sample", type=int, help="ask about so many pictures, spread evenly (default: all)")
    parser.add_argument("--shortlist", type=int, default=DEFAULT_SHORTLIST)
    given = parser.parse_args(arguments)
    reason = pictures.missing("corel1k")
    if reason:
        print(f"bench.corel {reason}")
        return 0
    with pictures.library_of("corel1k", pictures.corel(), given.backbone) as library:
        ids = pictures.ids_by_path(library)
        labels = {ids[path]: pictures.corel_class(path) for path in pictures.corel()}
        questions = evaluate.questions_from_labels(labels, given.sample)
        evaluation = evaluate.ask(
            library, questions, weights=WEIGHTS, shortlist=given.shortlist, progress=pictures.progress("asked")
        )
    reporting.finish(
        f"Corel-1k, leave one out, {given.backbone}: precision of the shortlist (descriptor alone) and re-ranked",
        table(evaluation, precisions=(1, 10), recalls=()),
        evaluation.as_document(),
        given.json,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
