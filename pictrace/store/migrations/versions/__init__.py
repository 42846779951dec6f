"""The schema's history, one file a step.

v0001_first_tables.py               the first tables
v0002_parts_and_what_was_learned.py several vectors a picture, and what is learned of a library
v0003_change_of_network.py          room for the vectors of the next network beside those of the present one
v0004_duplicates.py                 pairs of copies within the library
"""
