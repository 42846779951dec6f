"""A report: two pictures, what they have in common and how that was computed, to print, to keep and to verify.

contents.py                   what a report contains
gathering.py                  from a comparison or a hit of a search to that
copies.py                     which bytes of the pictures go in
figures.py                    the pictures of the page
wording.py                    its sentences
method.py                     how figures are computed, by their names
document.py                   report.json
page.py, page_rows.py         report.html, of page.html and page.css
archive.py                    the zip, out and in
making.py                     all of it in order
recorded.py                   report.json read back
pictures.py                   the pictures that a report is checked with
rebuilding.py                 the report computed again from them
differing.py, figures_alike.py  where that differs
checking_words.py             the sentences of the findings
verifying.py                  all of that in order
"""

from pictrace.report.checking_words import summary
from pictrace.report.contents import Report, ReportOptions, ReportPicture
from pictrace.report.gathering import checked_options, match_to_report, of_match, of_query, of_record
from pictrace.report.making import make_report, packed
from pictrace.report.verifying import verify_report

__all__ = [
    "Report",
    "ReportOptions",
    "ReportPicture",
    "checked_options",
    "make_report",
    "match_to_report",
    "of_match",
    "of_query",
    "of_record",
    "packed",
    "summary",
    "verify_report",
]
