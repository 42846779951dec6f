"""The object that every door holds: add, search, remove, rebuild, verify."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np

from pictrace import backbones, calibrating, duplicates, engines, images, report, sources, verdicts
from pictrace.adding import Adder
from pictrace.catalog import Artifacts, Catalog, JobLog, Order, check_page
from pictrace.comparing import compare_queries
from pictrace.describing import LoadedQuery, QuerySource, decode_source, known_query, load_query, part_query
from pictrace.errors import BackboneMismatch, InvalidInput, LibraryClosed, LibraryUnusable, UnknownPicture
from pictrace.judging import Verdicts
from pictrace.networks import Networks, Present
from pictrace.originals import Originals
from pictrace.priority import SearchPriority
from pictrace.ranking import Comparison, SearchResult
from pictrace.redescribing import Redescriber
from pictrace.relating import family_of
from pictrace.searching import Searcher, check_counts, explain_hit, stored_picture, stored_query, without_ignored
from pictrace.settings import Settings
from pictrace.storage import PictureStore, upload_uri
from pictrace.types import (
    DUPLICATE_KINDS,
    AddReport,
    Backbone,
    BackboneState,
    Calibration,
    Candidate,
    ChangeReport,
    DecodedPicture,
    DuplicateKind,
    DuplicatePair,
    Duplicates,
    DuplicatesReport,
    DuplicatesState,
    Explanation,
    Failure,
    Family,
    Features,
    IgnoredElement,
    Judgement,
    LibraryInfo,
    Mode,
    NetworkVersion,
    PictureLevel,
    ProgressCallback,
    Query,
    RebuildReport,
    Record,
    RegionLike,
    SourceItem,
    UInt8Array,
    VerifyReport,
    Weights,
)
from pictrace.upkeep import Upkeep

DEFAULT_LOCATION = "data/library"
Names = tuple[str, str]
NAMES: Names = ("the first picture", "the second picture")
# What an ordinary search examines; a calibration must measure the same.
CALIBRATION_SHORTLIST = 50
# One a core; each holds the GIL for part of its work, so a large machine gains nothing from more than a few.
EVIDENCE_THREADS = max(2, min(8, os.cpu_count() or 2))


class Library:
    """A collection of pictures that can be searched by picture. One Library serves many threads.

    Open it with `Library.open`; close it with `close()` or as a context manager. Use after that raises LibraryClosed.
    """

    def __init__(self, location: Path, catalog: Catalog, engine: str, network: Backbone, settings: Settings) -> None:
        """Puts the parts together; `open` chooses them."""
        self.location = location
        self.settings = settings
        self._catalog = catalog
        self._working = PictureStore(location / "pictures", ".jpg")
        self._uploads = PictureStore(location / "uploads", "")
        self._networks = Networks(catalog, engine, network, location, settings)
        self._originals = Originals(catalog, self._uploads, settings)
        self._upkeep = Upkeep(catalog, lambda: self._networks.present().index, self._working, self._originals, settings)
        self._priority = SearchPriority()
        self._pool = ThreadPoolExecutor(EVIDENCE_THREADS, thread_name_prefix="pictrace-evidence")
        self._verdicts = Verdicts(catalog, settings)
        self._adder = Adder(catalog, self._working, self._networks, settings, self._priority)
        self._joiner = duplicates.Joiner(catalog, self._working, self._priority, EVIDENCE_THREADS)
        self._redescriber = Redescriber(catalog, self._upkeep.working_pixels, self._priority)
        self._closing = threading.Lock()
        self._closed = False

    @classmethod
    def open(
        cls,
        location: str | Path = DEFAULT_LOCATION,
        *,
        backbone: str | None = None,
        engine: str | None = None,
        settings: Settings | None = None,
    ) -> Library:
        """The library in this folder, created when absent.

        backbone, engine : names; None means what the library records, else "resnet50" and "faiss". A library whose
        pictures were described by an older version of its network opens, but must be described again before it is
        searched or added to (`change_backbone`).
        Raises LibraryUnusable, BackboneMismatch, InvalidInput (unknown name) or MissingPackage.
        """
        settings = settings or Settings.load()
        folder = Path(location).expanduser().absolute()
        # os.path, because Path raises for a name that is too long; the catalogue then says why it cannot be made.
        if os.path.exists(folder) and not folder.is_dir():
            raise LibraryUnusable(f"{folder} is a file; name the folder of a library.")
        catalog = Catalog.open(folder)
        try:
            recorded = catalog.network()
            named = backbone or (backbones.DEFAULT if recorded is None else recorded.name)
            network = backbones.create(named, settings)
            _claim_network(folder, catalog, recorded, network)
            chosen = engines.create(engine or catalog.get("engine") or engines.DEFAULT, network.dimension).name
            if chosen != catalog.get("engine"):
                catalog.put("engine", chosen)
        except BaseException:
            catalog.close()
            raise
        return cls(folder, catalog, chosen, network, settings)

    # ------------------------------------------------------------ adding

    def add(self, inputs: str | Path | Sequence[str | Path], progress: ProgressCallback | None = None) -> AddReport:
        """Add files, folders, zip archives, tables, URLs and kept uploads; each picture is kept once.

        progress : called about ten times a second; False cancels, and what was added stays.
        Inputs that fail are listed in the report, never raised. Raises WeightsUnavailable, LibraryError,
        or InvalidInput for what is neither str nor Path.
        """
        with self._in_use():
            named = _named_inputs(inputs)
            return self._added(
                sources.expand(named, self.settings, resolve_upload=self._originals.upload_item), progress
            )

    def add_table(self, data: bytes, name: str, progress: ProgressCallback | None = None) -> AddReport:
        """Add what a CSV or JSON table from elsewhere names. It may name URLs only; a row with a path fails."""
        with self._in_use():
            limits = self.settings.limits
            return self._added(sources.read_table(data, name=name, allow_paths=False, limits=limits), progress)

    def _added(self, items: Iterable[SourceItem | Failure], progress: ProgressCallback | None) -> AddReport:
        report = self._adder.add(items, progress)
        self._networks.present().index.learn()
        return report

    def store_upload(self, data: bytes, name: str) -> str:
        """Keep an uploaded original in the library; returns "upload:<sha256>", which `add` takes as an input."""
        with self._in_use():
            self._originals.keep_upload(data, name)
            return upload_uri(data)

    # ------------------------------------------------------------ searching

    def search(
        self,
        query: QuerySource,
        top: int = 5,
        weights: Weights | None = None,
        shortlist: int = 50,
        *,
        name: str = "the picture",
        mode: Mode = "fast",
        region: RegionLike | None = None,
    ) -> SearchResult:
        """The pictures most like this one, best first, one result per distinct picture.

        query : a path, a URL, bytes, or an (H, W, 3) uint8 RGB array. top : 1–100. shortlist : candidates examined;
        `mode="thorough"` examines three times as many, found by more views of the query, in up to three times the time.
        name : what to call a query of bytes in error sentences.
        region : look for this part of the query only: a `Region` or (x, y, width, height) in pixels of the upright
        original. What lies outside the picture is left out.
        Raises UnreadablePicture, PictureTooLarge, FetchError, InvalidInput or WeightsUnavailable.
        """
        with self._in_use():
            top, shortlist = check_counts(top, shortlist, mode)

            def search(present: Present) -> SearchResult:
                loaded = load_query(query, present.backbone, self.settings, name, mode=mode, region=region)
                return self._searcher(present).search(loaded, top, weights or Weights(), shortlist, mode)

            with self._priority.searching():
                return self._networks.settled(search)

    def search_id(
        self,
        id: int,
        top: int = 5,
        weights: Weights | None = None,
        shortlist: int = 50,
        *,
        mode: Mode = "fast",
        region: RegionLike | None = None,
    ) -> SearchResult:
        """A search for a picture that the library has, from what is stored of it; it finds itself too.

        region : as in `search`; cut from the original when that can be reached, else from the working picture.
        Raises UnknownPicture, or InvalidInput for a region that does not lie inside.
        """
        with self._in_use():
            top, shortlist = check_counts(top, shortlist, mode)

            def search(present: Present) -> SearchResult:
                loaded = self._stored(self._catalog.record(id), region, mode, present.backbone)
                return self._searcher(present).search(loaded, top, weights or Weights(), shortlist, mode)

            with self._priority.searching():
                return self._networks.settled(search)

    def compare(
        self, a: int | QuerySource, b: int | QuerySource, *, weights: Weights | None = None, names: Names = NAMES
    ) -> Comparison:
        """Two pictures against each other as a search would, with `a` as the query; neither need be in the library.

        a, b : ids of pictures of the library, or pictures as in `search`. names : what to call pictures that are given
        as bytes in error sentences. The verdict is given under the library's calibration, and agreement within ignored
        elements counts for none, as in a search.
        Raises UnknownPicture, and as `search`.
        """
        with self._in_use():

            def compared(present: Present) -> Comparison:
                query, candidate = (
                    self._as_query(given, name, present.backbone) for given, name in zip((a, b), names, strict=True)
                )
                query = without_ignored(query, self._verdicts.ignored())
                judge = self._verdicts.judge(present.made_by.name)
                return compare_queries(query, candidate, judge, present.made_by, weights)

            with self._priority.searching():
                return self._networks.settled(compared)

    def _as_query(self, given: int | QuerySource, name: str, backbone: Backbone) -> Query:
        if isinstance(given, (int, np.integer)):
            return stored_query(self._catalog.record(int(given)), self._catalog, self._working)
        return load_query(given, backbone, self.settings, name).query

    def explain(self, result: SearchResult, id: int) -> Explanation:
        """What was done to make the query of this candidate of a search, or the other way round, as a recipe that was
        done again to check it; what of each is in the other; which is nearer the picture that both come from.

        Takes a tenth of a second or two. Raises InvalidInput when the picture is none of the result's candidates, and
        UnreadablePicture when its working picture is gone.
        """
        with self._in_use():
            return explain_hit(result, id, self._originals, self._working)

    def family(self, result: SearchResult, name: str = "") -> Family:
        """Who derives from whom among the query of a search and the hits that are copies of it, at most 11 of them.

        name : what to call the query; else its uri. Every pair is explained: about a tenth of a second each.
        """
        with self._in_use():
            return family_of(result, self._catalog, self._working, self._originals, name or result.query.uri)

    def report(
        self,
        result: SearchResult,
        id: int | None = None,
        *,
        case: str = "",
        note: str = "",
        pictures: PictureLevel = "full",
        location: bool = False,
        file: bytes | None = None,
        name: str = "",
    ) -> bytes:
        """The report of the query and one hit of a search, as `pictrace.make_report` makes it of a comparison.

        id : the hit; None is the one that the answer rests on, else the best one. file, name : the query's bytes, and
        what to call it; without them it is read again from where it came. Raises InvalidInput when the picture is none
        of the result's candidates or when the library was calibrated since, and UnreadablePicture when the hit's
        working picture is gone.
        """
        with self._in_use():
            match = report.chosen(result, id)
            filing = report.checked(report.Filing(case, note, pictures, location))
            calibration = self._verdicts.calibration()
            if calibration.id != result.trust.calibration:
                raise InvalidInput("The library was calibrated after this search; search again and report on that.")
            given = result.query.uri.partition("#xywh=")[0]
            known = self._catalog.id_by_bytes(result.query.byte_digest)
            itself = None if known is None else self._catalog.record(known)
            query = report.of_query(
                result.query,
                self._originals.bytes_at(given) if file is None else file,
                name or ("" if itself is None else itself.name),
                filing,
                self.settings,
                added_at=None if itself is None else itself.added_at,
            )
            original = self._originals.read(match.record)
            candidate = report.of_record(
                match.record,
                stored_query(match.record, self._catalog, self._working),
                None if original is None else original.data,
                filing,
                self.settings.limits,
            )
            network = self._networks.present().made_by
            found = report.of_match(result, match, query, candidate, network, calibration, filing, self.settings)
            return report.packed(found, self.settings.limits)

    def _stored(self, record: Record, region: RegionLike | None, mode: Mode, backbone: Backbone) -> LoadedQuery:
        if region is None:
            return known_query(stored_query(record, self._catalog, self._working), backbone, mode)
        started = time.perf_counter()
        decoded = stored_picture(record, self._originals, self._working, self.settings.limits)
        return part_query(record.uri, decoded, backbone, region, name=record.name, mode=mode, started=started)

    def _searcher(self, present: Present) -> Searcher:
        name = present.backbone.name
        return Searcher(
            self._catalog,
            present.index,
            self._working,
            name,
            self._pool,
            self._verdicts.judge(name),
            self._verdicts.ignored(),
        )

    # ------------------------------------------------------------ verdicts

    def calibration(self) -> Calibration:
        """What verdicts are given by now: the library's newest calibration, or the shipped one."""
        with self._in_use():
            return self._verdicts.calibration()

    def calibrate(
        self, progress: ProgressCallback | None = None, *, sample: int = calibrating.DEFAULT_SAMPLE
    ) -> Calibration:
        """Adjust probabilities to this library's own pictures, and measure how often answers are wrong here.

        sample : pictures to look at; each costs about a third of a second. The callback may stop it by returning
        False: then nothing is kept. The network is not needed. Raises InvalidInput for an empty library.
        """
        with self._in_use():
            calibrator = calibrating.Calibrator(self._catalog, self._working, verdicts.MODEL, self._examined)
            found = calibrator.run(sample, self.settings.max_false_positive_rate, progress)
            return found if found.cancelled else self._verdicts.keep(found)

    def ignore_element(
        self, source: int | QuerySource, region: RegionLike | None = None, name: str = ""
    ) -> IgnoredElement:
        """Remember an element that says nothing of a copy: a logo, a colour chart, a caption bar, a template.

        source : the id of a picture of the library, or a picture as in `search`. region : the part of it, as in
        `search`; None is all of it. From then on agreement within it counts for no verdict.
        Raises UnknownPicture, UnreadablePicture, or InvalidInput for a region outside the picture or with too little
        detail to be found again.
        """
        with self._in_use():
            return self._verdicts.ignore(self._decoded(source), region, name)

    def ignored_elements(self) -> tuple[IgnoredElement, ...]:
        """Oldest first."""
        with self._in_use():
            return self._catalog.ignored.list()

    def ignored_picture(self, id: int) -> bytes:
        """An ignored element as a JPEG, as it was marked. Raises UnknownPicture."""
        with self._in_use():
            found = self._catalog.ignored.jpeg(id)
            if found is None:
                raise UnknownPicture(f"No element {id} is ignored here; `pictrace ignored list` shows which are.")
            return found

    def stop_ignoring(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Forget these elements; returns the ids that were there."""
        with self._in_use():
            return self._catalog.ignored.remove(list(ids))

    def _examined(self, id: int) -> Sequence[Candidate]:
        self._priority.give_way()
        return self._networks.settled(lambda present: self._hits(id, present))

    def _hits(self, id: int, present: Present) -> Sequence[Candidate]:
        loaded = self._stored(self._catalog.record(id), None, "fast", present.backbone)
        return self._searcher(present).search(loaded, 1, Weights(), CALIBRATION_SHORTLIST).candidates

    def _decoded(self, source: int | QuerySource) -> DecodedPicture:
        if isinstance(source, (int, np.integer)):
            record = self._catalog.record(int(source))
            return stored_picture(record, self._originals, self._working, self.settings.limits)
        return decode_source(source, self.settings)

    # ------------------------------------------------------------ duplicates

    def find_duplicates(self, progress: ProgressCallback | None = None) -> DuplicatesReport:
        """Look for copies within the library; what is found is kept, and `duplicates` gives it.

        Looks at pictures that were not looked at yet, each against all others: what was found stays after an
        interruption of whatever kind, and the next call goes on. progress : called after every batch (128 pictures,
        16 where there are few); False stops. The network is not needed. Raises LibraryError when the library's
        network or calibration changes meanwhile.
        """
        with self._in_use():
            present = self._networks.present()
            present.index.learn()
            judge, ignored = self._verdicts.judge(present.made_by.name), self._verdicts.ignored()
            return self._joiner.run(judge, ignored, present.made_by, progress)

    def duplicates(self, kind: DuplicateKind = "copies", *, offset: int = 0, limit: int | None = None) -> Duplicates:
        """What `find_duplicates` found so far: groups of most pictures first, then the surest.

        kind : "copies" are versions of one picture, "parts" one picture and what shows a part of it or what it shows a
        part of, "possible" pairs that a person should look at. Raises InvalidInput for another kind and for what
        is no whole number from 0 up.
        """
        with self._in_use():
            if kind not in DUPLICATE_KINDS:
                raise InvalidInput(
                    f"There are no duplicates of the kind {kind!r}; choose one of {', '.join(DUPLICATE_KINDS)}."
                )
            check_page(offset, limit)
            return duplicates.found(self._catalog, self._duplicates_made_by(), kind, offset, limit)

    def duplicate_pairs(self) -> tuple[DuplicatePair, ...]:
        """Every pair that was found so far, copies and possible copies, by their ids."""
        with self._in_use():
            return self._catalog.duplicates.pairs()

    def duplicates_state(self) -> DuplicatesState:
        """How many pictures were looked at for duplicates."""
        with self._in_use():
            return duplicates.state(self._catalog, self._duplicates_made_by())

    def _duplicates_made_by(self) -> str:
        return duplicates.made_by(self._catalog, self._verdicts.judge(self._networks.present().made_by.name))

    # ------------------------------------------------------------ records

    def get(self, id: int) -> Record:
        """Raises UnknownPicture."""
        with self._in_use():
            return self._catalog.record(id)

    def records(
        self,
        text: str = "",
        *,
        order: Order = "added",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[Record, ...]:
        """Pictures whose name, uri or metadata hold every word of `text`, sorted."""
        with self._in_use():
            return self._catalog.page(text, order=order, descending=descending, offset=offset, limit=limit)

    def count(self, text: str = "") -> int:
        """How many pictures `records(text)` would give."""
        with self._in_use():
            return self._catalog.count(text)

    def remove(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Forget these pictures: rows, vectors, working pictures and kept uploads. Originals elsewhere are not touched.

        Returns the ids that were really there.
        """
        with self._in_use():
            return self._upkeep.remove(list(ids))

    def failures(self) -> tuple[Failure, ...]:
        """Inputs that did not become pictures and were not added since."""
        with self._in_use():
            return self._catalog.failures()

    def forget_failures(self, uris: Iterable[str]) -> None:
        with self._in_use():
            self._catalog.clear_failures(list(uris))

    # ------------------------------------------------------------ judgements

    def judge(self, result: SearchResult, id: int, is_match: bool, name: str = "") -> Judgement:
        """Remember that this picture is what the query looked for, or that it is not; the last word counts.

        name : what to call the query; else its uri. What the search measured is kept with it, so that weights can be
        fitted later (`pictrace.fitting`). Raises InvalidInput when the picture is none of the result's candidates,
        and UnknownPicture when it was removed since.
        """
        with self._in_use():
            query = result.query
            candidate = next((one for one in result.candidates if one.record.id == id), None)
            if candidate is None:
                raise InvalidInput(
                    f"Picture {id} is not among the {len(result.candidates)} candidates of this search, so nothing "
                    "was measured of it; search with a larger shortlist."
                )
            return self._catalog.judgements.record(
                query.pixel_digest,
                id,
                is_match,
                query_name=name or query.uri,
                scores=candidate.evidence.scores,
                mode=result.mode,
                backbone=result.backbone,
            )

    def take_back(self, result: SearchResult, id: int) -> bool:
        """Forget what was said of this picture as an answer to this query; False when nothing was."""
        with self._in_use():
            return self._catalog.judgements.take_back(result.query.pixel_digest, id)

    def judgements(self, result: SearchResult | None = None) -> tuple[Judgement, ...]:
        """What was said so far, or of the query of this result only, oldest first."""
        with self._in_use():
            return self._catalog.judgements.list(None if result is None else result.query.pixel_digest)

    # ------------------------------------------------------------ pictures

    def working_path(self, id: int) -> Path:
        """The JPEG of at most 512 px that is kept of a picture. Raises UnknownPicture."""
        with self._in_use():
            return self._working.path(self._catalog.record(id).pixel_digest)

    def working_picture(self, id: int) -> UInt8Array:
        """The same as (h, w, 3) uint8 RGB. Raises UnknownPicture, or UnreadablePicture when the file is gone."""
        with self._in_use():
            return images.decode_jpeg(self._working.read(self._catalog.record(id).pixel_digest))

    def picture(self, id: int) -> DecodedPicture:
        """The pixels of a picture, (H, W, 3) uint8 RGB: of its original when that can be reached, else of what is kept.

        `reduced` is True for the latter. URLs are not fetched. Raises UnknownPicture, or UnreadablePicture when both
        are gone.
        """
        with self._in_use():
            return self._decoded(id)

    def features(self, id: int) -> Features:
        """What is stored of a picture for matching. Raises UnknownPicture."""
        with self._in_use():
            return self._catalog.features([self._catalog.record(id).id])[id]

    def original(self, id: int) -> bytes | None:
        """The original's bytes from the first location on this machine that still has them, else None.

        Marks the locations as reachable or not; the record stays in any case. URLs are not fetched.
        """
        with self._in_use():
            original = self._originals.read(self._catalog.record(id))
            return None if original is None else original.data

    def is_reachable(self, id: int) -> bool | None:
        """Whether an original is there now, without reading it; None when only URLs are known, which are not asked.

        Raises UnknownPicture.
        """
        with self._in_use():
            return self._originals.look_for(self._catalog.record(id))

    # ------------------------------------------------------------ the whole

    @property
    def backbone(self) -> str:
        """The name of the network that made this library's vectors."""
        return self._networks.present().made_by.name

    @property
    def outdated(self) -> bool:
        """Whether the pictures must be described again before they can be searched (`change_backbone`)."""
        with self._in_use():
            return self._networks.present().outdated and self._catalog.count() > 0

    @property
    def jobs(self) -> JobLog:
        """Long jobs that were run on this library, also by other processes."""
        with self._in_use():
            return self._catalog.jobs

    @property
    def artifacts(self) -> Artifacts:
        """What was learned of this library and is kept with it: calibrations, evaluations."""
        with self._in_use():
            return self._catalog.artifacts

    def change(self) -> int:
        """A number that rises with every committed change; equal numbers mean an equal library."""
        with self._in_use():
            return self._catalog.last_change()

    def warm_up(self) -> None:
        """Load the network and the index now, so that the first search need not. Raises WeightsUnavailable."""
        with self._in_use():
            present = self._networks.usable()
            present.index.sync()
            present.backbone.embed([np.zeros((8, 8, 3), np.uint8)])

    def backbone_state(self) -> BackboneState:
        """Which network the library is described with, and how far a change to another is."""
        with self._in_use():
            present = self._networks.present()
            under_way = self._catalog.redescribed.state()
            target, described = (None, 0) if under_way is None else (under_way[0].name, under_way[1])
            return BackboneState(
                name=present.made_by.name,
                version=present.made_by.version,
                outdated=self.outdated,
                pictures=self._catalog.count(),
                target=target,
                described=described,
            )

    def change_backbone(self, name: str, progress: ProgressCallback | None = None) -> ChangeReport:
        """Describe every picture with another network, and answer with that from then on.

        Until all are described, searches and adding go on with the present one. progress : called after every 16
        pictures; False stops. What was made stays after that, a crash or a change of mind: the same call goes on with
        it, a call with another name gives it up. With the library's own network, what a newer PicTrace keeps of a
        picture is made where it is missing. Raises InvalidInput (unknown name), MissingPackage, WeightsUnavailable or
        LibraryError.
        """
        with self._in_use():
            backbones.require(name)
            report = self._redescriber.run(self._networks.get(name), progress)
            if report.changed:
                self._networks.present().index.learn()
            return report

    def rebuild(self, progress: ProgressCallback | None = None) -> RebuildReport:
        """Make every index and missing working picture again from the catalogue and the originals; clear strays."""
        with self._in_use():
            return self._upkeep.rebuild(progress)

    def verify(self, progress: ProgressCallback | None = None) -> VerifyReport:
        """Check the catalogue, the index, the working pictures and whether originals are still there.

        The callback may stop both early by returning False; the report is then of what was looked at.
        """
        with self._in_use():
            return self._upkeep.verify(progress)

    def info(self) -> LibraryInfo:
        """Counts, disk use, and what the library was made with."""
        with self._in_use():
            present = self._networks.present()
            return LibraryInfo(
                location=self.location,
                pictures=self._catalog.count(),
                failures=self._catalog.failure_count(),
                backbone=present.made_by.name,
                backbone_version=present.made_by.version,
                weights_source=present.backbone.weights_source,
                engine=present.index.describe(),
                disk_bytes=self._upkeep.disk_bytes(self.location),
            )

    def __len__(self) -> int:
        with self._in_use():
            return self._catalog.count()

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """May be called twice."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        self._pool.shutdown()
        self._networks.close()
        self._catalog.close()

    def __enter__(self) -> Library:
        with self._in_use():
            return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        if self._closed:
            raise LibraryClosed(f"The library {self.location} is closed; open it again.")
        yield


def _named_inputs(inputs: str | Path | Sequence[str | Path]) -> list[str | Path]:
    """The inputs one by one; anything else, such as a picture's bytes, is a slip in the caller's program."""
    named = [inputs] if isinstance(inputs, (str, Path)) else inputs
    if isinstance(named, Iterable) and not isinstance(named, (bytes, bytearray, memoryview)):
        named = list(named)
        if all(isinstance(entry, (str, Path)) for entry in named):
            return named
    raise InvalidInput("What is added is named by paths or URLs (str or Path), one or a list of them; give those.")


def _claim_network(folder: Path, catalog: Catalog, recorded: NetworkVersion | None, network: Backbone) -> None:
    """A library without pictures takes the network that is asked for; vectors of two are never mixed."""
    if recorded is None or recorded.name != network.name:
        if catalog.count() == 0:
            # Before it is written down: a library must not be born with a network that cannot be used here.
            backbones.require(network.name)
        recorded = catalog.claim_network(NetworkVersion.of(network))
    if recorded.name != network.name:
        raise BackboneMismatch(
            f"The library {folder} was made with the backbone {recorded} and cannot be used with {network.name}: "
            f"open it with {recorded.name}, describe its pictures anew with `pictrace backbone {network.name}`, "
            "or make a new library."
        )
