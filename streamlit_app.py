"""The one door: `streamlit run streamlit_app.py` serves the pages, the HTTP API and the pictures on one port.

Streamlit reads this file twice. Started, it is imported once without a session and must offer `app`;
afterwards it is run again for every session, and then it is the page. So `AppTest.from_file` sees the page too.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True) is None:
    from pictrace.web import server

    # Streamlit looks for this very assignment in the source, so it cannot move into a function elsewhere.
    app = st.App(__file__, lifespan=server.lifespan, routes=server.routes(), middleware=server.middleware())
else:
    from pictrace.web import main

    main.show()
