"""Browsing inside the folders that the owner has named, and adding them where they are."""

from __future__ import annotations

import streamlit as st

from pictrace.library import Library
from pictrace.sources.named_folders import FolderListing, list_folder, root_names
from pictrace.web import words
from pictrace.web.components import markup
from pictrace.web.views.handing_over import hand_over


def named_folders(library: Library, key: str) -> None:
    """The named folders, or how to name one."""
    listing = chosen_folder(library, "named")
    if listing is None:
        return
    with st.container(horizontal=True, key="named_buttons"):
        if st.button(words.adding.NAMED_ADD, type="primary", key="named_add", help=words.adding.NAMED_RESCAN_HELP):
            hand_over(library, [str(listing.path)])
        folder_up(listing, "named")


def chosen_folder(library: Library, key: str) -> FolderListing | None:
    """The folder that a person has gone to, with the way into those in it; None when no folder is named.

    key : begins the keys of the controls.
    """
    roots = library.settings.folders
    if not roots:
        markup.state("folder", words.adding.NAMED_NONE_TITLE, words.adding.NAMED_NONE_TEXT)
        markup.example(words.adding.NAMED_EXAMPLE)
        return None
    names = root_names(roots)
    root = st.selectbox(words.adding.NAMED_ROOT, range(len(names)), format_func=names.__getitem__, key=f"{key}_root")
    at = st.session_state.get(_at(key), (root, ""))
    relative = at[1] if at[0] == root else ""
    listing = list_folder(roots, root, relative)
    markup.say(f"{listing.root}/{listing.relative}" if listing.relative else listing.root)
    markup.note(words.adding.folder_content(len(listing.folders), listing.file_count))
    if listing.folders:
        inside = {folder.name: folder.relative for folder in listing.folders}
        chosen = st.selectbox(
            words.adding.NAMED_OPEN,
            list(inside),
            index=None,
            placeholder=words.adding.NAMED_CHOOSE,
            key=f"{key}_{root}_{relative}",
        )
        if chosen is not None:
            st.session_state[_at(key)] = (root, inside[chosen])
            st.rerun()
    return listing


def folder_up(listing: FolderListing, key: str) -> None:
    """The way back to the folder above; nothing in a named folder itself."""
    if listing.relative and st.button(words.adding.NAMED_UP, key=f"{key}_up"):
        root = st.session_state[f"{key}_root"]
        st.session_state[_at(key)] = (root, listing.relative.rpartition("/")[0])
        st.rerun()


def _at(key: str) -> str:
    return f"pictrace_{key}_at"
