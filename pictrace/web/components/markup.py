"""Pieces of HTML. Everything that is passed in is escaped: names come from files and from the web."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from pictrace.web.channels import marks
from pictrace.web.components.assets import asset


def style_sheet() -> None:
    """The one style sheet of the pages."""
    st.html(f"<style>{asset('style.css')}\n{marks()}</style>")


def html(markup: str) -> None:
    """Markup as it is."""
    st.html(markup)


def title(text: str, lead: str = "") -> None:
    """The heading of a page, and a sentence under it."""
    below = f'<p class="pt-lead">{escape(lead)}</p>' if lead else ""
    st.html(f'<h1 class="pt-title">{escape(text)}</h1>{below}')


def heading(text: str) -> None:
    """A heading within a page."""
    st.html(f'<h2 class="pt-heading">{escape(text)}</h2>')


def label(text: str) -> None:
    """A small heading above what belongs together."""
    st.html(f'<p class="pt-label">{escape(text)}</p>')


def note(text: str, *, beside: bool = False) -> None:
    """A small remark. beside : it stands in a line with controls and takes no more room than it needs."""
    st.html(f'<p class="pt-note">{escape(text)}</p>', width="content" if beside else "stretch")


def say(text: str) -> None:
    """A sentence of the explanation."""
    st.html(f'<p class="pt-say">{escape(text)}</p>')


def tale(text: str) -> None:
    """The sentence that a newcomer reads first."""
    st.html(f'<p class="pt-tale">{escape(text)}</p>')


def answer(kind: str, headline: str, text: str, small: str) -> None:
    """The answer to a search."""
    st.html(
        f'<div class="pt-answer {escape(kind)}" role="status"><h1>{escape(headline)}</h1>'
        f'<p>{escape(text)}</p><p class="pt-note">{escape(small)}</p></div>'
    )


def state(icon: str, headline: str, text: str) -> None:
    """A page that has nothing to show yet, or cannot: what is so, in one sentence; the next step goes below.

    icon : "pictures", "search", "folder", "trouble" or "clock", drawn by the style sheet.
    """
    st.html(
        f'<div class="pt-state" role="status"><i class="{escape(icon)}"></i>'
        f"<h2>{escape(headline)}</h2><p>{escape(text)}</p></div>"
    )


def notice(headline: str, text: str) -> None:
    """Something to know about what is shown."""
    st.html(
        f'<div class="pt-notice" role="status"><strong>{escape(headline)}</strong><span>{escape(text)}</span></div>'
    )


def facts(groups: Sequence[Sequence[tuple[str, str]]], faint: str = "") -> None:
    """Names and values, group by group. faint : the name of values that hold no longer."""

    def fact(name: str, value: str) -> str:
        grey = " class=faint" if name == faint else ""
        return f"<dt>{escape(name)}</dt><dd{grey}>{escape(value)}</dd>"

    rows = "".join(f"<div>{''.join(fact(*one) for one in group)}</div>" for group in groups if group)
    st.html(f'<dl class="pt-facts">{rows}</dl>')


def change_table(columns: tuple[str, str], groups: Sequence[Sequence[tuple[str, str, str, str]]]) -> None:
    """Rows of a channel or "", a name, and a value before and after, group by group."""
    first, second = columns
    bodies = "".join(f"<tbody>{''.join(_change(*row) for row in group)}</tbody>" for group in groups)
    st.html(
        f'<table class="pt-change"><thead><tr><td></td><th scope="col">{escape(first)}</th>'
        f'<th scope="col">{escape(second)}</th></tr></thead>{bodies}</table>'
    )


def _change(channel: str, name: str, before: str, after: str) -> str:
    heading = f'<th scope="row" class="{escape(channel)}">' if channel else '<th scope="row">'
    return f"<tr>{heading}{escape(name)}</th><td>{escape(before)}</td><td>{escape(after)}</td></tr>"


def bullets(lines: Sequence[str]) -> None:
    """Sentences one below the other."""
    st.html(f'<ul class="pt-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>')


def picture_pairs(pairs: Sequence[tuple[str, str, str]]) -> None:
    """Two pictures side by side each time: their addresses, and what to say below."""
    figures = "".join(
        f'<figure><div><img src="{escape(first)}" alt=""><img src="{escape(second)}" alt=""></div>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for first, second, caption in pairs
    )
    st.html(f'<div class="pt-pairs">{figures}</div>')


def versions(cards: Sequence[tuple[str, str, str, str, bool]]) -> None:
    """Pictures of one group side by side: address, name, what it is, a small remark, and whether it stands out."""
    items = "".join(
        f'<li{" class=kept" if kept else ""}><img src="{escape(address)}" alt="" loading="lazy"><b>{escape(name)}</b>'
        f"<span>{escape(what)}</span><small>{escape(remark)}</small></li>"
        for address, name, what, remark, kept in cards
    )
    st.html(f'<ul class="pt-versions">{items}</ul>')


def files(address: str, name: str, what: str, lines: Sequence[tuple[str, str]]) -> None:
    """One picture, its name and a remark, and the files that it lies in: path, and what there is to say of it."""
    items = "".join(f"<li><b>{escape(path)}</b><small>{escape(remark)}</small></li>" for path, remark in lines)
    st.html(
        f'<div class="pt-files"><img src="{escape(address)}" alt="" loading="lazy">'
        f"<div><b>{escape(name)}</b><span>{escape(what)}</span><ul>{items}</ul></div></div>"
    )


def numbered(lines: Sequence[str]) -> None:
    """Sentences one below the other, in an order that matters."""
    st.html(f'<ol class="pt-numbered">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ol>')


def thumbnail(address: str, name: str) -> None:
    """A small picture with its name below."""
    st.html(
        f'<figure class="pt-thumbnail"><img src="{escape(address)}" alt="">'
        f"<figcaption>{escape(name)}</figcaption></figure>"
    )


def job_line(name: str, detail: str) -> None:
    """A job by its name, and how it is going."""
    st.html(f'<div class="pt-job"><b>{escape(name)}</b><span>{escape(detail)}</span></div>')


def legend(first: str, last: str, colours: Sequence[str]) -> None:
    """A scale from one word to another."""
    band = escape(", ".join(colours))
    st.html(
        f'<div class="pt-legend"><span>{escape(first)}</span>'
        f'<i style="background:linear-gradient(90deg, {band})"></i><span>{escape(last)}</span></div>'
    )


def example(text: str) -> None:
    """Lines to copy."""
    st.html(f'<div class="pt-pre">{escape(text)}</div>')


def marker(page: str, run: int, shows: str) -> None:
    """An invisible sign that a run of the page is complete, and what it shows; tests wait for it."""
    st.html(
        f'<span class="pt-marker" data-testid="run" data-page="{escape(page)}" data-run="{run}" '
        f'data-shows="{escape(shows)}"></span>'
    )
