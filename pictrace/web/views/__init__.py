"""The pages, one a file, and the parts they share.

add.py                the Add page
answer.py             the answer of a search
changes.py            what was kept, altered, added and lost
compare.py            the Compare page
details.py            the details that agree
downloads.py          what can be taken along
duplicates.py         the Duplicates page
evaluate.py           the Evaluate page
evaluate_compared.py  a test beside an earlier one
evaluate_edits.py     a test with edited copies
evaluate_labelled.py  a test with labelled pictures or pairs
evaluate_plot.py      share of copies found against the strength of the edit
evaluate_start.py     what to test with
evidence.py           why a hit is where it is
failures.py           inputs that did not become pictures
family.py             the family of a search
file_facts.py         what is known of a picture's file
fitting_panel.py      weights from judgements
guarded.py            errors as a sentence
handing_over.py       from the Add page's fields to a job
ignoring.py           from a hit that shares a logo to ignoring it
job_status.py         long jobs on the page
judging.py            what a person says of a result
library.py            the Library page
maintenance.py        about the library
network_state.py      where the network cannot be used
named_folders.py      browsing the folders that the owner has named
network.py            another network for the library
outcome.py            what became of what was added
overlay.py            the two pictures with the details that were matched
page_keys.py          the keys of every page
pages.py              the pages as Streamlit knows them
pair.py               the evidence of two pictures as one area
presets.py            ready-made weights
query_panel.py        the ways to give a picture
query_picture.py      the picture that is looked for, and the part of it
ranked.py             the whole shortlist, grouped and stacked
registered.py         the candidate laid on the query
report.py             a report on the query and one hit
search_controls.py    how thoroughly is searched, and how many are shown
steps.py              the steps that were done, done again
sureness.py           how sure the answers are
sureness_plot.py      the reliability curve
trace.py              the Trace page
verdict_look.py       how the page shows a verdict
weight_sensitivity.py why the picked match is not higher
"""
