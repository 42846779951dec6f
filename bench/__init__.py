"""Benchmarks on real pictures, for development: `python -m bench`, or one of them, as in `python -m bench.corel`.

They use pictures that do not ship with PicTrace, from `../shared/data`; see `bench.pictures`.
"""
