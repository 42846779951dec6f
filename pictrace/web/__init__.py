"""The front end: pages (Streamlit), HTTP API (FastAPI) and pictures, in one process on one port.

channels.py        what the channels look like
compared.py        what a visitor of the Compare page looks at
current.py         the settings, the library and the query cache of this process
disconnect.py      the client of a request has left
ending.py          how this process ends
evaluating.py      a test of the library as a job
explained.py       explanations that were made, kept for a while
guard.py           who is answered at all
job_kinds.py       what jobs there are
jobs.py            long jobs of this process
kept.py            what was found out, kept for a while
limited_body.py    a request's body, counted while it is read
main.py            the pages and the way between them
network_readiness.py whether the network is ready
new_library.py     the sample pictures in a new library
pair.py            two pictures and what they have in common
pictures.py        the pictures that pages show
queries.py         the pictures that people searched with
refusal.py         what the guard says
renewal.py         what an earlier version found is looked for anew
results.py         searches that were made, kept for a while
server.py          what the server answers beside the pages
shown.py           large views of pictures, kept for a while
standing_in.py     the smaller network in the place of ResNet50
state.py           what one visitor looks at
"""
