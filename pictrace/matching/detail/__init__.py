"""Fine detail of two registered pictures: what was kept, and how the rest differs.

frame.py             both pictures at the coarser of their resolutions, over the common area
scales.py            the band of spatial frequencies that detail is measured in
band_correlation.py  local correlation of that band
block_matching.py    whether blocks lie in place, or would agree better elsewhere
detail_gain.py       how much stronger the finest detail is in one of the two
gain_field.py        light that neither a tone curve nor a smooth gain explains
ink.py               ink on plain ground that only one of the two has
words.py             words on plain ground, compared one by one
measuring.py         all of it
"""

from pictrace.matching.detail.measuring import measure

__all__ = ["measure"]
