"""The shipped model of true copies, adjusted to one library and measured on it.

pairs.py            pairs of known truth, made of the library's own pictures
adjusting.py        log-odds adjusted, the threshold chosen, the reliability curve
shared_elements.py  elements that unrelated pictures have in common
calibrator.py       the work as a whole
document.py         a calibration as a document, and in words
"""

from pictrace.verdicts.calibration.calibrator import DEFAULT_SAMPLE, Calibrator
from pictrace.verdicts.calibration.document import KIND, as_document, from_document, in_words

__all__ = ["DEFAULT_SAMPLE", "KIND", "Calibrator", "as_document", "from_document", "in_words"]
