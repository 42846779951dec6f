"""Frozen dataclasses and Protocols that cross module borders. numpy only.

arrays.py       names for arrays and plain values
byte_digest.py  what names the bytes of a picture
calibration.py  what verdicts are given by
channels.py     the channels of evidence
detail.py       what of the fine detail was kept
duplicates.py   copies within a library
edit_steps.py   the steps that a recipe is made of
evidence.py     what two pictures have in common
explanation.py  what was done to one picture to make the other
family.py       who derives from whom
fragments.py    a page of a file, a part of a picture
inputs.py       inputs that may hold pictures
judgements.py   what people said of results
pictures.py     pictures as pixels, and what is stored of them
protocols.py    what networks and engines have to offer
records.py      what a library knows, and what its work reports
region.py       a part of a picture
registration.py how exactly a candidate lies on the query
report.py       what a report holds of its pictures
results.py      a query, and what a search makes of it
searching.py    how thoroughly is searched
source_uri.py   how locations are written
stopping.py     how long work learns that nobody waits for it
verdicts.py     what a hit is
weights.py      how much each channel counts
tile_boxes.py   where the tiles of a picture lie

Conventions, everywhere in PicTrace:

- A picture is an (H, W, 3) uint8 array, RGB, upright (EXIF orientation applied), sRGB.
- A point is (x, y) in pixels; the centre of the top-left pixel is (0, 0).
- "Original pixels" means the upright original before it was made small.
- A homography is a (3, 3) float64 array that maps query pixels to candidate pixels.
- A score is a float in [0, 1].
"""

from pictrace.types.arrays import (
    BoolArray,
    Float32Array,
    Float64Array,
    Int8Array,
    Int32Array,
    Int64Array,
    JsonDict,
    UInt8Array,
    UInt64Array,
)
from pictrace.types.byte_digest import DIGEST, ByteDigest
from pictrace.types.calibration import (
    NO_TRUST,
    Calibration,
    IgnoredElement,
    ReliabilityBin,
    SharedElement,
    Trust,
)
from pictrace.types.channels import CHANNELS, FALLBACK, REGISTRY, Channel
from pictrace.types.detail import DetailEvidence
from pictrace.types.duplicates import (
    DUPLICATE_KINDS,
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    DuplicatePair,
    Duplicates,
    DuplicatesReport,
    DuplicatesState,
    IdenticalFile,
    KeepReason,
)
from pictrace.types.edit_steps import STEP_FACTS, RecipeStep, StepFacts, StepKind, StepValue
from pictrace.types.evidence import DescriptorEvidence, Evidence, KeypointEvidence, Plane, StructureEvidence
from pictrace.types.explanation import (
    ADDED,
    ALTERED,
    CANDIDATE_LABELS,
    KEPT,
    MISSING,
    QUERY_LABELS,
    ChangedArea,
    ChangeMap,
    Direction,
    Explanation,
    OverlayKind,
    Recipe,
    SourceDirection,
    SourceReason,
    SourceSide,
    ToneFit,
)
from pictrace.types.family import QUERY, Descent, Family, FamilyMember
from pictrace.types.inputs import Fetched, SourceItem
from pictrace.types.judgements import Judgement
from pictrace.types.pictures import BrokenPage, DecodedPicture, Features, LocalFeatures, TileVectors, Views
from pictrace.types.protocols import Backbone, Engine, KeptEngine, Neighbours, NetworkVersion, ViewBackbone
from pictrace.types.records import (
    AddReport,
    BackboneState,
    ChangeReport,
    Failure,
    Item,
    ItemStatus,
    LibraryInfo,
    Progress,
    ProgressCallback,
    RebuildReport,
    Record,
    Skipped,
    SkippedKind,
    VerifyReport,
)
from pictrace.types.region import Region, RegionLike, RegionShare
from pictrace.types.registration import RegisteredBy, RegistrationEvidence
from pictrace.types.report import PICTURE_LEVELS, Finding, FindingKind, PictureLevel, ReportCheck
from pictrace.types.results import Candidate, Match, Query, Timings
from pictrace.types.searching import DEFAULT_SHORTLIST, DEFAULT_TOP, MODES, Mode, QueryVectors
from pictrace.types.source_uri import ARCHIVES, SourceUri
from pictrace.types.stopping import Checkpoint, Stop, checkpoint_of, go_on, never
from pictrace.types.verdicts import (
    COPY_VERDICTS,
    NOT_ASSESSED,
    VERDICT_FACTS,
    VERDICTS,
    Answer,
    Assessment,
    Certainty,
    Verdict,
    VerdictFacts,
    VerdictGroup,
    reversed_verdict,
)
from pictrace.types.weights import DEFAULT_PRESET, NONE_COUNTS, PERCENT_STEP, PRESETS, Percents, Weights

__all__ = [
    "ADDED",
    "ALTERED",
    "ARCHIVES",
    "CANDIDATE_LABELS",
    "CHANNELS",
    "COPY_VERDICTS",
    "DEFAULT_PRESET",
    "DEFAULT_SHORTLIST",
    "DEFAULT_TOP",
    "DIGEST",
    "DUPLICATE_KINDS",
    "FALLBACK",
    "KEPT",
    "MISSING",
    "MODES",
    "NONE_COUNTS",
    "NOT_ASSESSED",
    "NO_TRUST",
    "PERCENT_STEP",
    "PICTURE_LEVELS",
    "PRESETS",
    "QUERY",
    "QUERY_LABELS",
    "REGISTRY",
    "STEP_FACTS",
    "VERDICTS",
    "VERDICT_FACTS",
    "AddReport",
    "Answer",
    "Assessment",
    "Backbone",
    "BackboneState",
    "BoolArray",
    "BrokenPage",
    "ByteDigest",
    "Calibration",
    "Candidate",
    "Certainty",
    "ChangeMap",
    "ChangeReport",
    "ChangedArea",
    "Channel",
    "Checkpoint",
    "DecodedPicture",
    "Descent",
    "DescriptorEvidence",
    "DetailEvidence",
    "Direction",
    "DuplicateGroup",
    "DuplicateKind",
    "DuplicateMember",
    "DuplicatePair",
    "Duplicates",
    "DuplicatesReport",
    "DuplicatesState",
    "Engine",
    "Evidence",
    "Explanation",
    "Failure",
    "Family",
    "FamilyMember",
    "Features",
    "Fetched",
    "Finding",
    "FindingKind",
    "Float32Array",
    "Float64Array",
    "IdenticalFile",
    "IgnoredElement",
    "Int8Array",
    "Int32Array",
    "Int64Array",
    "Item",
    "ItemStatus",
    "JsonDict",
    "Judgement",
    "KeepReason",
    "KeptEngine",
    "KeypointEvidence",
    "LibraryInfo",
    "LocalFeatures",
    "Match",
    "Mode",
    "Neighbours",
    "NetworkVersion",
    "OverlayKind",
    "Percents",
    "PictureLevel",
    "Plane",
    "Progress",
    "ProgressCallback",
    "Query",
    "QueryVectors",
    "RebuildReport",
    "Recipe",
    "RecipeStep",
    "Record",
    "Region",
    "RegionLike",
    "RegionShare",
    "RegisteredBy",
    "RegistrationEvidence",
    "ReliabilityBin",
    "ReportCheck",
    "SharedElement",
    "Skipped",
    "SkippedKind",
    "SourceDirection",
    "SourceItem",
    "SourceReason",
    "SourceSide",
    "SourceUri",
    "StepFacts",
    "StepKind",
    "StepValue",
    "Stop",
    "StructureEvidence",
    "TileVectors",
    "Timings",
    "ToneFit",
    "Trust",
    "UInt8Array",
    "UInt64Array",
    "Verdict",
    "VerdictFacts",
    "VerdictGroup",
    "VerifyReport",
    "ViewBackbone",
    "Views",
    "Weights",
    "checkpoint_of",
    "go_on",
    "never",
    "reversed_verdict",
]
