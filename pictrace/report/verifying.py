"""Verification of a report: its figures are computed again from its pictures, and compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pictrace import embedding, imaging, verdicts
from pictrace.errors import InvalidInput, MissingPackage, UnreadablePicture, UnreadableReport, WeightsUnavailable
from pictrace.report import archive, checking_words, differing
from pictrace.report.checking_words import SUBJECTS, agrees, differs, missing, unchecked
from pictrace.report.contents import ModelIdentity
from pictrace.report.document import as_document, as_json
from pictrace.report.figures import figures
from pictrace.report.figures_alike import is_same_figure
from pictrace.report.gathering import versions
from pictrace.report.page import figures_of, render
from pictrace.report.pictures import GivenFile, Provided, belongs, provide
from pictrace.report.rebuilding import Rebuilt, copy_in, rebuild
from pictrace.report.recorded import Recorded, RecordedPicture, read
from pictrace.settings import Limits, Settings
from pictrace.sources.files import read_file
from pictrace.types import Backbone, Checkpoint, Finding, JsonDict, ReportCheck, Stop, checkpoint_of, never

Source = str | Path | bytes
# bfloat16 and float32 give vectors whose cosine is 0.99999, which moves the cosine of a pair by up to 0.009.
COSINE = 0.01
# So many searches at most are counted again for the error bound.
_MOST_SEARCHES = 100_000


def verify_report(
    report: Source,
    pictures: Sequence[Source] = (),
    *,
    settings: Settings | None = None,
    backbone: Backbone | None = None,
    name: str = "",
    stop: Stop = never,
) -> ReportCheck:
    """Compute a report again from its pictures, and say what agrees and what does not.

    report : the zip, a path or its bytes. pictures : the files of the two, where the report does not hold them; they
    are known by their checksums. backbone : the network that gave the cosine; None takes it where it is at hand, and
    says where it is not. name : what to call a report that is given as bytes. stop : asked while it works; True ends
    it, which raises Interrupted.
    Raises UnreadableReport for what is no whole report, UnreadablePicture for a picture that cannot be read.
    """
    settings = settings or Settings.load()
    called, data = _bytes(report, name or "the report", 4 * settings.limits.max_bytes)
    unpacked = archive.unpack(data, called, settings.limits)
    recorded = read(unpacked.files[archive.FIGURES], called) if archive.FIGURES in unpacked.files else None
    if recorded is None:
        raise UnreadableReport(f"{called} has no {archive.FIGURES}.")
    given = [
        GivenFile(*_bytes(one, f"picture {place}", settings.limits.max_bytes)) for place, one in enumerate(pictures, 1)
    ]
    checkpoint = checkpoint_of(stop)
    checkpoint()
    findings = [*checking_words.files(unpacked)]
    findings += _unrelated_files(given, recorded, settings.limits)
    provided: dict[str, Provided | None] = {}
    for role, recorded_picture in (("query", recorded.query), ("candidate", recorded.candidate)):
        checkpoint()
        provided[role] = provide(recorded_picture, given, unpacked, settings.limits)
        findings += _picture(role, recorded_picture, provided[role])
    query, candidate = provided["query"], provided["candidate"]
    fits = all(finding.kind not in ("differs", "missing") for finding in findings if finding.about in ROLES)
    if query is not None and candidate is not None and fits:
        findings += _computed(recorded, query, candidate, unpacked, backbone, settings, checkpoint)
    return ReportCheck.of(tuple(findings))


ROLES = ("query", "candidate")


def _computed(
    recorded: Recorded,
    query: Provided,
    candidate: Provided,
    unpacked: archive.Unpacked,
    backbone: Backbone | None,
    settings: Settings,
    checkpoint: Checkpoint,
) -> Iterator[Finding]:
    checkpoint()
    network, absent = _network(recorded, backbone, settings)
    try:
        rebuilt = rebuild(recorded, query, candidate, network)
    except (WeightsUnavailable, MissingPackage) as error:
        absent, rebuilt = error.message, rebuild(recorded, query, candidate, None)
    checkpoint()
    made = as_document(rebuilt.report, copy_in(recorded.query, unpacked), copy_in(recorded.candidate, unpacked))
    others = _other_programs(recorded)
    small = "working" in (query.basis, candidate.basis)
    sections = _by_section(recorded, made, differing.LOOSE if others or small else differing.TIGHT)
    present = verdicts.shipped_model()
    if others:
        yield unchecked("versions", checking_words.other_programs(others))
    if small:
        yield unchecked("versions", checking_words.SMALL)
    for section in SUBJECTS:
        found = sections.get(section, [])
        if found:
            yield differs(section, checking_words.difference(SUBJECTS[section], found))
        elif section == "verdict" and recorded.model.version != present.version:
            yield unchecked(section, checking_words.another_model(recorded.model.version, present.version))
        else:
            yield agrees(section, f"{SUBJECTS[section]}: as the pictures give it.")
        if section == "score":
            yield _cosine(recorded, rebuilt, absent)
    yield from _calibration(recorded)
    checkpoint()
    if rebuilt.report.assessment.verdict != rebuilt.report.alone.verdict:
        yield unchecked("verdict", checking_words.BY_THIRD_PICTURE)
    yield from _page(recorded, None if small else rebuilt, unpacked, any(sections.values()), settings.limits)
    yield unchecked("given", checking_words.taken(recorded))


def _other_programs(recorded: Recorded) -> tuple[str, ...]:
    """The programs that compute figures and are of another version here."""
    here = versions()
    return tuple(name for name in here if name != "python" and recorded.versions.get(name) != here[name])


def _by_section(
    recorded: Recorded, made: JsonDict, tolerance: differing.Tolerance
) -> Mapping[str, list[differing.Difference]]:
    """What differs, by the subject that it belongs to."""
    sections: dict[str, list[differing.Difference]] = {}
    for difference in differing.differences(recorded.document, json.loads(as_json(made)), tolerance):
        top = difference.path[0] if difference.path else ""
        sections.setdefault(top if top in SUBJECTS else "circumstances", []).append(difference)
    return sections


def _bytes(source: Source, name: str, most: int) -> tuple[str, bytes]:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return name, bytes(source)
    path = Path(source).expanduser().absolute()
    if path.is_dir() or not path.exists():
        what = "is a folder" if path.is_dir() else "is not there"
        if name == "the report":
            raise UnreadableReport(f"{path} {what}; name a report of PicTrace.")
        raise UnreadablePicture(f"{path} {what}; name a picture.")
    return path.name, read_file(str(path), most)


def _unrelated_files(given: Sequence[GivenFile], recorded: Recorded, limits: Limits) -> Iterator[Finding]:
    for one in given:
        if not any(belongs(one, recorded_picture, limits) for recorded_picture in (recorded.query, recorded.candidate)):
            yield differs("given", checking_words.unrelated_file(one.name, imaging.file_digest(one.data)))


def _picture(role: str, recorded_picture: RecordedPicture, provided: Provided | None) -> Iterator[Finding]:
    """Whether a picture is there, and is the one that the report speaks of."""
    which = checking_words.WHICH[role]
    if provided is None:
        yield missing(role, checking_words.missing_file(which, recorded_picture))
        return
    if provided.basis == "working":
        height, width = provided.decoded.pixels.shape[:2]
        if abs(width * recorded_picture.height - height * recorded_picture.width) > max(
            recorded_picture.width, recorded_picture.height
        ):
            yield differs(role, f"{which}: the small picture in the report has other proportions than are stated.")
        else:
            yield unchecked(role, f"{which}: only the small picture is in the report, so the file cannot be checked.")
        return
    try:
        part = provided.part(recorded_picture)
    except InvalidInput as error:
        yield differs(role, f"{which}: {error.message}")
        return
    if part.pixel_digest != recorded_picture.pixel_digest:
        yield differs(role, f"{which}: the picture is another one than the report speaks of; its pixels differ.")
    elif provided.basis == "file":
        yield agrees(role, f"{which}: the file has the stated SHA-256, and its pixels are those that were compared.")
    else:
        yield agrees(role, f"{which}: the pixels are those that were compared.")
        yield unchecked(role, checking_words.other_bytes(which, recorded_picture))


def _network(recorded: Recorded, backbone: Backbone | None, settings: Settings) -> tuple[Backbone | None, str]:
    """The network that gave the cosine, or None and why not."""
    name = recorded.network.name
    network = backbone
    if network is None:
        if not embedding.is_at_hand(name, settings):
            return None, checking_words.no_network(recorded.network)
        network = embedding.create(name, settings)
    try:
        same = (network.name, network.version) == (name, recorded.network.version)
    except WeightsUnavailable as error:
        return None, error.message
    return (network, "") if same else (None, checking_words.no_network(recorded.network))


def _cosine(recorded: Recorded, rebuilt: Rebuilt, absent: str) -> Finding:
    if rebuilt.cosine is None:
        return unchecked("network", absent)
    said = recorded.cosine
    if abs(said - rebuilt.cosine) > COSINE:
        return differs("network", checking_words.cosine_differs(said, rebuilt.cosine))
    return agrees("network", checking_words.COSINE_AGREES)


def _calibration(recorded: Recorded) -> Iterator[Finding]:
    """Whether the numbers that verdicts are given by are those that come with PicTrace, and add up."""
    calibration, model = recorded.calibration, recorded.model
    present = verdicts.shipped_model()
    shipped = verdicts.shipped_calibration(present, calibration.max_false_positive_rate)
    if model.version != present.version:
        yield unchecked("calibration", checking_words.ANOTHER_CALIBRATION)
    elif model != ModelIdentity.of(present):
        yield differs("calibration", checking_words.OTHER_MODEL)
    elif calibration.id == shipped.id and calibration != shipped:
        yield differs("calibration", checking_words.OTHER_CALIBRATION)
    elif calibration.id == shipped.id:
        yield agrees("calibration", checking_words.SHIPPED)
    else:
        yield unchecked("calibration", checking_words.of_the_library(calibration))
    bound = calibration.error_bound
    if bound is not None and 0 <= calibration.wrong <= calibration.searches <= _MOST_SEARCHES:
        again = verdicts.upper_bound(calibration.wrong, calibration.searches)
        if abs(again - bound) > 1e-6:
            yield differs("calibration", checking_words.bound_differs(bound, again))


def _page(
    recorded: Recorded, rebuilt: Rebuilt | None, unpacked: archive.Unpacked, broken: bool, limits: Limits
) -> Iterator[Finding]:
    """Whether report.html says what report.json says, and shows what the pictures give; None asks the first only."""
    if broken:
        yield unchecked("page", checking_words.PAGE_LEFT)
        return
    if _other_programs(recorded):
        yield unchecked("page", checking_words.OTHER_PAGE)
        return
    page = unpacked.files[archive.PAGE].decode("utf-8", "replace")
    shown = figures_of(page)
    if render(recorded.document, shown) != page:
        yield differs("page", checking_words.PAGE_DIFFERS)
        return
    if rebuilt is None:
        yield agrees("page", checking_words.PAGE_SAYS)
        return
    made = figures(rebuilt.report, limits)
    wrong = [
        name for name in dict.fromkeys([*shown, *made]) if not is_same_figure(shown.get(name), made.get(name), limits)
    ]
    if wrong:
        yield differs("page", checking_words.figures_differ(wrong))
    else:
        yield agrees("page", checking_words.PAGE_AGREES)
