"""`streamlit run streamlit_app.py` on a free port, in a process that also knows the backbones of the tests.

With $PICTRACE_TEST_ADD it begins by adding that folder in a job, as the page does.
"""

from __future__ import annotations

import os

import fakes
from streamlit.web.cli import main

if __name__ == "__main__":
    fakes.install()
    if "PICTRACE_TEST_ADD" in os.environ:
        from pictrace.web import current
        from pictrace.web.jobs import ADD, jobs

        jobs().start(current.library(), ADD, [os.environ["PICTRACE_TEST_ADD"]])
    main(["run", "streamlit_app.py", "--server.port", "0"], prog_name="streamlit")
