"""`streamlit run streamlit_app.py` on a free port, in a process that also knows the tiny backbone."""

from __future__ import annotations

import fakes
from streamlit.web.cli import main

if __name__ == "__main__":
    fakes.install()
    main(["run", "streamlit_app.py", "--server.port", "0"], prog_name="streamlit")
