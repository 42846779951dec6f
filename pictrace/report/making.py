"""A report as the bytes of its zip."""

from __future__ import annotations

from pictrace.matching.ranking import Comparison
from pictrace.report import archive
from pictrace.report.contents import Report, ReportOptions
from pictrace.report.copies import LEFT_OUT, copy_of
from pictrace.report.document import as_document, as_json
from pictrace.report.figures import figures
from pictrace.report.gathering import of_comparison
from pictrace.report.page import render
from pictrace.settings import Limits, Settings
from pictrace.types import PictureLevel


def make_report(
    comparison: Comparison,
    *,
    case: str = "",
    note: str = "",
    pictures: PictureLevel = "full",
    location: bool = False,
    files: tuple[bytes | None, bytes | None] = (None, None),
    names: tuple[str, str] = ("", ""),
    settings: Settings | None = None,
) -> bytes:
    """The report of two pictures that `compare` compared: a zip with report.html, report.json and SHA256SUMS.

    case, note : free text that is printed. pictures : "full" puts both files in, "thumbnails" small pictures on the
    page only, "hashes" none at all. location : whether the files may say where they were taken; without it, places are
    taken out of the copies. files : the bytes of both, where the caller has them; else they are read or fetched again
    from where they came. names : what to call the two. Raises InvalidInput.
    """
    settings = settings or Settings.load()
    options = ReportOptions(case, note, pictures, location)
    return packed(of_comparison(comparison, options, settings, files, names), settings.limits)


def packed(report: Report, limits: Limits) -> bytes:
    """The zip of a report."""
    query, candidate = LEFT_OUT, LEFT_OUT
    if report.options.pictures == "full":
        query, candidate = (
            copy_of(report_picture, report.options.location, limits)
            for report_picture in (report.query, report.candidate)
        )
    document = as_document(report, query, candidate)
    page = render(document, figures(report, limits))
    files = {archive.PAGE: page.encode(), archive.FIGURES: as_json(document)}
    for role, copy in (("query", query), ("candidate", candidate)):
        name = copy.file_name(role)
        if name is not None:
            files[name] = copy.data
    return archive.pack(files, report.options.made_at)
