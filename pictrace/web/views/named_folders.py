"""Browsing inside the folders that the owner has named, and adding them where they are."""

from __future__ import annotations

import streamlit as st

from pictrace.library import Library
from pictrace.sources import named
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.views.handing_over import hand_over

_AT = "pictrace_named_at"


def named_folders(library: Library, key: str) -> None:
    """The named folders, or how to name one."""
    roots = library.settings.folders
    if not roots:
        markup.state("folder", words.NAMED_NONE_TITLE, words.NAMED_NONE_TEXT)
        markup.example(words.NAMED_EXAMPLE)
        return
    names = named.root_names(roots)
    root = st.selectbox(words.NAMED_ROOT, range(len(names)), format_func=names.__getitem__, key="named_root")
    at = st.session_state.get(_AT, (root, ""))
    relative = at[1] if at[0] == root else ""
    listing = named.list_folder(roots, root, relative)
    markup.say(f"{listing.root}/{listing.relative}" if listing.relative else listing.root)
    markup.note(words.folder_content(len(listing.folders), listing.file_count))
    if listing.folders:
        inside = {folder.name: folder.relative for folder in listing.folders}
        chosen = st.selectbox(
            words.NAMED_OPEN, list(inside), index=None, placeholder=words.NAMED_CHOOSE, key=f"named_{root}_{relative}"
        )
        if chosen is not None:
            st.session_state[_AT] = (root, inside[chosen])
            st.rerun()
    with st.container(horizontal=True, key="named_buttons"):
        if st.button(words.NAMED_ADD, type="primary", key="named_add", help=words.NAMED_RESCAN_HELP):
            hand_over(library, [str(listing.path)])
        if relative and st.button(words.NAMED_UP, key="named_up"):
            st.session_state[_AT] = (root, relative.rpartition("/")[0])
            st.rerun()
