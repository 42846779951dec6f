"""Small pieces of HTML, CSS and JavaScript that pages are made of.

assets.py     style sheets and scripts
clipboard.py  a place to paste a picture from the clipboard
grid.py       the library's pictures, to select
keys.py       the keys of the page, and a dialog that lists them
markup.py     pieces of HTML
ranking.py    the ranking as it is weighed
region.py     the query picture with a box on it
registered.py one picture laid on the other
viewer.py     two pictures beside each other
"""
