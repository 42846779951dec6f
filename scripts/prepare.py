"""Before the first start: get the network's weights, and fill a new library with the sample pictures."""

from __future__ import annotations

import sys

from pictrace import backbones
from pictrace.errors import PicTraceError
from pictrace.library import Library
from pictrace.web import current, start
from pictrace.web.jobs import Jobs, jobs

PICTURES_BETWEEN_LINES = 40


def main() -> int:
    """0 when everything is ready, 1 with a sentence on standard error when it is not, 130 when interrupted."""
    try:
        library = current.library()
        backbones.ensure_weights(library.backbone, current.settings(), _say)
        # The page would do the same at its first visit; done here, the page is ready when it opens.
        if start.fill_new_library(library, jobs()):
            return _fill(library, jobs())
    except PicTraceError as error:
        print(error.message, file=sys.stderr)
        return 1
    finally:
        current.close()
    return 0


def _fill(library: Library, jobs: Jobs) -> int:
    _say("Making the sample library, once …")
    id = jobs.active()[0].id
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
