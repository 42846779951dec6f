"""What can be taken along: the picture of the evidence, and the results as a table and as a document."""

from __future__ import annotations

import io
import json

import pandas as pd
import streamlit as st

from pictrace import imaging
from pictrace.matching.ranking import SearchResult, as_document
from pictrace.types import CHANNELS, Match, UInt8Array
from pictrace.web import current, words
from pictrace.web.components import markup
from pictrace.web.views.overlay import overlay
from pictrace.web.views.report import show_report


def show_downloads(result: SearchResult, match: Match, candidate: UInt8Array | None) -> None:
    """Three buttons; what they give is made when they are pressed."""
    with st.container(key="downloads"):
        markup.label(words.evidence.DOWNLOADS)
        with st.container(horizontal=True, key="download_buttons"):
            if candidate is not None:
                picture = candidate
                st.download_button(
                    words.evidence.DOWNLOAD_OVERLAY,
                    lambda: imaging.encode_png(overlay(result.query, match, picture, strays=True)),
                    file_name=f"pictrace-evidence-{match.id}.png",
                    mime="image/png",
                    on_click="ignore",
                    key="download_overlay",
                )
            st.download_button(
                words.evidence.DOWNLOAD_CSV,
                lambda: results_csv(result),
                file_name="pictrace-results.csv",
                mime="text/csv",
                on_click="ignore",
                key="download_csv",
            )
            st.download_button(
                words.evidence.DOWNLOAD_JSON,
                lambda: json.dumps(as_document(result), ensure_ascii=False, indent=2),
                file_name="pictrace-results.json",
                mime="application/json",
                on_click="ignore",
                key="download_json",
            )
            show_report(current.library(), result, match)


def results_csv(result: SearchResult) -> bytes:
    """The matches as a table, UTF-8 with the mark that spreadsheets need to see it as such."""
    rows = [
        {
            "rank": match.rank,
            "id": match.id,
            "name": safe_cell(match.record.name),
            "uri": safe_cell(match.uri),
            "verdict": match.verdict,
            "probability": match.probability,
            "score": match.score,
            **{channel: match.scores[channel] for channel in CHANNELS},
            **{f"{channel}_contribution": match.contributions[channel] for channel in CHANNELS},
            "agreeing_points": match.evidence.keypoints.inlier_count,
            "mirrored": match.evidence.keypoints.mirrored,
        }
        for match in result.matches
    ]
    buffer = io.BytesIO()
    pd.DataFrame(rows).to_csv(buffer, index=False, encoding="utf-8-sig")
    return buffer.getvalue()


def safe_cell(text: str) -> str:
    """Text that a spreadsheet does not run as a formula: file names come from anywhere."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
