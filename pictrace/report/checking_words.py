"""The sentences of verifying a report, one a finding. They say what follows from what, and never who did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pictrace.report.archive import Unpacked
from pictrace.report.differing import Difference
from pictrace.report.recorded import Recorded, RecordedPicture
from pictrace.types import Calibration, Finding, NetworkVersion

HOLDS = (
    "The report holds: its figures follow from these two pictures. That does not say who made the pictures or the "
    "report, nor when."
)
HOLDS_NOT = "The report does not hold: something in it does not follow from these two pictures."
INCOMPLETE = "The report could not be checked as a whole: a picture that it speaks of is not there."

WHICH = {"query": "Picture A", "candidate": "Picture B"}
# The sections of report.json whose figures come from the pictures, in the order in which they are reported.
SUBJECTS = {
    "query": "What is said of picture A",
    "candidate": "What is said of picture B",
    "keypoints": "The agreeing points and their matrix",
    "structure": "How far light and dark coincide",
    "colour": "The likeness of colours",
    "registration": "How B lies exactly over A",
    "score": "The score and its parts",
    "verdict": "The finding and its probability",
    "explanation": "What differs, step by step, and the map of changes",
    "in_words": "The sentences of the report",
    "circumstances": "The form of the report",
}
_MOST_NAMED = 3

BY_THIRD_PICTURE = (
    "By these two pictures alone the finding would only be a possible copy; the further picture that settled it is not "
    "in the report."
)
COSINE_AGREES = "How alike the two are to the network: as the network gives it."
SHIPPED = "The numbers that probabilities are computed by are those that come with PicTrace."
OTHER_MODEL = "The numbers that probabilities are computed by are not those of the model that the report names."
ANOTHER_MODEL = (
    "The verdict was given by version {reported} of the model; version {present} is here, so it was not computed again."
)
ANOTHER_CALIBRATION = "The calibration belongs to another version of the model, so it was not compared."
OTHER_CALIBRATION = "The calibration is not the one that comes with PicTrace, though the report names that."
PAGE_AGREES = "The page says what report.json says, and its pictures are as the two pictures give them."
PAGE_SAYS = "The page says what report.json says; its pictures were not compared, for lack of a whole picture."
PAGE_DIFFERS = "The page does not say what report.json says; it was changed."
OTHER_PAGE = "The page was not compared word by word, because other versions draw and write it otherwise."
SMALL = (
    "A picture was computed from the small one in the report, which shows less, so figures were compared less exactly: "
    "shares to 4 in 100, places to 15 pixels, and no single points, steps or sentences."
)
CHANGED_FILE = "{name} is not as the list of checksums says; it was changed."
LOST_FILE = "{name} is not there."
OTHER_BYTES_ALONE = (
    "{which}: the bytes are not those of the file that was compared, so its SHA-256 and what it says of itself could "
    "not be checked; give the file itself to do so."
)
OTHER_BYTES: Mapping[str, str] = {
    "without_location": "{which}: the bytes are not those of the file that was compared, because the place where it "
    "was taken was left out, so its SHA-256 and what it says of itself could not be checked; give the file itself to "
    "do so.",
    "resaved": "{which}: the bytes are not those of the file that was compared, because it was saved again without the "
    "place where it was taken, so its SHA-256 and what it says of itself could not be checked; give the file itself to "
    "do so.",
}
TAKEN = (
    "Taken from the report as it stands, because no picture can tell: the case number, the note, times, where files "
    "were, versions and settings."
)
TAKEN_OF_A_SEARCH = (
    "Taken from the report as it stands, because no picture can tell: the case number, the note, times, where files "
    "were, versions, settings and what else the library held."
)
PAGE_LEFT = "The page was not looked at, because report.json itself differs."


def another_model(reported: str, present: str) -> str:
    """That the probability cannot be computed again, because another version of the model gave it."""
    return ANOTHER_MODEL.format(reported=reported, present=present)


def agrees(about: str, sentence: str) -> Finding:
    return Finding("agrees", about, sentence)


def differs(about: str, sentence: str) -> Finding:
    return Finding("differs", about, sentence)


def missing(about: str, sentence: str) -> Finding:
    return Finding("missing", about, sentence)


def unchecked(about: str, sentence: str) -> Finding:
    return Finding("unchecked", about, sentence)


def files(unpacked: Unpacked) -> Iterator[Finding]:
    """What the list of checksums says of the files."""
    if not unpacked.wrong:
        yield agrees("files", f"All {len(unpacked.files)} files are as the list of checksums says.")
    for name in unpacked.wrong:
        yield differs("files", (CHANGED_FILE if name in unpacked.files else LOST_FILE).format(name=name))


def difference(subject: str, found: Sequence[Difference]) -> str:
    """Where a section differs, the first places of it."""
    said = "; ".join(_one(one) for one in found[:_MOST_NAMED])
    more = f"; and {len(found) - _MOST_NAMED:,} more" if len(found) > _MOST_NAMED else ""
    return f"{subject}: {said}{more}."


def _one(found: Difference) -> str:
    where = ", ".join(key.replace("_", " ") for key in found.path[1:]) or "value"
    return f"the report says {found.reported.rstrip('.')} ({where}), the pictures give {found.computed.rstrip('.')}"


def unrelated_file(name: str, digest: str) -> str:
    return f"{name} is neither of the two pictures of this report; its SHA-256 is {digest}."


def missing_file(which: str, picture: RecordedPicture) -> str:
    """Which file has to be given."""
    return f"{which} is not in the report; give the file {picture.name} whose SHA-256 is {picture.file_digest}."


def other_bytes(which: str, picture: RecordedPicture) -> str:
    """Why the digest of a copy cannot be checked."""
    return OTHER_BYTES.get(picture.copy_kind, OTHER_BYTES_ALONE).format(which=which)


def no_network(network: NetworkVersion) -> str:
    return f"How alike the two are to the network was not checked: {network} is not at hand here."


def cosine_differs(said: float, found: float) -> str:
    return f"How alike the two are to the network: the report says {said:.4f}, the network gives {found:.4f}."


def of_the_library(calibration: Calibration) -> str:
    return (
        f"The calibration {calibration.id}, by which the probability was computed, was measured on a library that is "
        "not here; its numbers were taken from the report."
    )


def bound_differs(said: float, found: float) -> str:
    return f"The bound of the error rate: the report says {said:.6f}, its own counts give {found:.6f}."


def other_programs(names: Sequence[str]) -> str:
    """Why figures are compared less exactly."""
    return (
        f"The report was computed by other versions of {', '.join(names)} than are here, so figures were compared less "
        "exactly: shares to 4 in 100, places to 15 pixels, and no single points, steps or sentences."
    )


def figures_differ(names: Sequence[str]) -> str:
    shown = ", ".join(name.replace("_", " ") for name in names)
    return f"Pictures on the page are not as the two pictures give them: {shown}."


def taken(recorded: Recorded) -> str:
    """What cannot be computed from the pictures."""
    return TAKEN if recorded.found is None else TAKEN_OF_A_SEARCH


def summary(kinds: Sequence[str]) -> str:
    """The one sentence of all findings, by their kinds."""
    if "differs" in kinds:
        return HOLDS_NOT
    return INCOMPLETE if "missing" in kinds else HOLDS
