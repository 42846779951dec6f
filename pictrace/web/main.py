"""The pages and the way between them. `streamlit_app.py` calls `show()` once for every run of a session."""

from __future__ import annotations

import streamlit as st

from pictrace.errors import PicTraceError
from pictrace.web import current, network_readiness, new_library, renewal, state, words
from pictrace.web.components import markup
from pictrace.web.components.assets import ASSETS
from pictrace.web.jobs import jobs
from pictrace.web.views import pages
from pictrace.web.views.add import add_page
from pictrace.web.views.compare import compare_page
from pictrace.web.views.duplicates import duplicates_page
from pictrace.web.views.evaluate import evaluate_page
from pictrace.web.views.guarded import show_error
from pictrace.web.views.library import library_page
from pictrace.web.views.page_keys import show_keys
from pictrace.web.views.trace import trace_page

_RUN = "pictrace_run"


def show() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title=words.naming.PRODUCT, page_icon=str(ASSETS / "icon.png"), layout="wide")
    st.session_state[_RUN] = st.session_state.get(_RUN, 0) + 1
    markup.style_sheet()
    trace = st.Page(trace_page, title=words.naming.TRACE, url_path="trace", default=True)
    compare = st.Page(compare_page, title=words.naming.COMPARE, url_path="compare")
    add = st.Page(add_page, title=words.naming.ADD, url_path="add")
    library = st.Page(library_page, title=words.naming.LIBRARY, url_path="library")
    duplicates = st.Page(duplicates_page, title=words.naming.DUPLICATES, url_path="duplicates")
    evaluate = st.Page(evaluate_page, title=words.naming.EVALUATE, url_path="evaluate")
    pages.keep(trace=trace, compare=compare, add=add, library=library, duplicates=duplicates, evaluate=evaluate)
    page = st.navigation([trace, compare, add, library, duplicates, evaluate], position="top")
    st.logo(str(ASSETS / "logo.svg"), size="large")
    try:
        opened = current.library()
        network_readiness.load_in_background(lambda: opened)
        new_library.fill_new_library(opened, jobs())
        renewal.renew_duplicates(opened, jobs())
    except PicTraceError as error:
        show_error(error)
        markup.marker("error", st.session_state[_RUN], error.kind)
        return
    if page is not trace:
        state.go_away()
    show_keys()
    page.run()
