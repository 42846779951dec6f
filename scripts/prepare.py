"""Before the first start: get the network's weights, and fill a new library with the sample pictures."""

from __future__ import annotations

import sys

from pictrace.errors import PicTraceError, WeightsUnavailable
from pictrace.library import Library
from pictrace.web import current, new_library, standing_in, words
from pictrace.web.job_kinds import SampleRequest
from pictrace.web.jobs import SAMPLE, Jobs, jobs

PICTURES_BETWEEN_LINES = 40


def main() -> int:
    """0 when the app can start, 1 with a sentence on standard error when it cannot, 130 when interrupted.

    It can start without weights: the page then says what can be done.
    """
    try:
        return _prepare(current.library())
    except PicTraceError as error:
        print(error.message, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        current.close()


def _prepare(library: Library) -> int:
    new, request = new_library.is_new(library), SampleRequest()
    try:
        standing_in.ensure_weights(library, _say)
    except WeightsUnavailable as error:
        if not (new and standing_in.is_allowed(library)):
            print(f"{error.sentence} PicTrace starts all the same; its page offers what can be done.", file=sys.stderr)
            return 0
        request = SampleRequest(for_now=True)
    # The page would do the same at its first visit; done here, the page is ready when it opens.
    code = _fill(library, jobs(), request) if new else 0
    wanted = library.backbone_state().stands_in_for
    if wanted:
        _say(words.network.stands_in(wanted, library.backbone))
        offered = f"The page offers to fetch {words.network.network_title(wanted)} and to describe all pictures anew"
        _say(f"{offered}; `pictrace backbone {wanted}` does so too.")
    return code


def _fill(library: Library, jobs: Jobs, request: SampleRequest) -> int:
    _say("Making the sample library, once …")
    id = jobs.start(library, SAMPLE, request.as_sources())
    shown = 0
    try:
        while not (status := jobs.wait(id, timeout=1.0)).ended:
            if status.progress is not None and status.progress.done - shown >= PICTURES_BETWEEN_LINES:
                shown = status.progress.done
                _say(f"  {shown} of {status.progress.total or 'some'} pictures")
    except KeyboardInterrupt:
        jobs.stop(id)
        jobs.wait(id)
        return 130
    if status.reason:
        print(status.reason, file=sys.stderr)
        return 1
    _say(f"{len(library)} pictures are in {library.location}.")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
