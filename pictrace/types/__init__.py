"""Frozen dataclasses and Protocols that cross module borders. numpy only.

Conventions, everywhere in PicTrace:

- A picture is an (H, W, 3) uint8 array, RGB, upright (EXIF orientation applied), sRGB.
- A point is (x, y) in pixels; the centre of the top-left pixel is (0, 0).
- "Original pixels" means the upright original before it was made small.
- A homography is a (3, 3) float64 array that maps query pixels to candidate pixels.
- A score is a float in [0, 1].
"""

from pictrace.types.arrays import BoolArray, Float32Array, Float64Array, Int8Array, Int64Array, JsonDict, UInt8Array
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
    Nearer,
    NearerReason,
    NearerSide,
    Recipe,
    RecipeStep,
    StepKind,
    StepValue,
    ToneFit,
)
from pictrace.types.family import QUERY, Descent, Family, Kin
from pictrace.types.inputs import Fetched, SourceItem
from pictrace.types.judgements import Judgement
from pictrace.types.pictures import BrokenPage, DecodedPicture, Features, LocalFeatures, Parts, Views
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
    VerifyReport,
)
from pictrace.types.region import Region, RegionLike, RegionShare
from pictrace.types.registration import RegisteredBy, RegistrationEvidence
from pictrace.types.report import PICTURE_LEVELS, Finding, FindingKind, PictureLevel, ReportCheck
from pictrace.types.results import Candidate, Match, Query, Timings
from pictrace.types.searching import MODES, Mode, QueryVectors
from pictrace.types.verdicts import (
    COPY_VERDICTS,
    NO_TRUST,
    NOT_ASSESSED,
    VERDICTS,
    Answer,
    Assessment,
    Calibration,
    IgnoredElement,
    ReliabilityBin,
    SharedElement,
    Trust,
    Verdict,
)
from pictrace.types.weights import CHANNELS, Channel, Weights

__all__ = [
    "ADDED",
    "ALTERED",
    "CANDIDATE_LABELS",
    "CHANNELS",
    "COPY_VERDICTS",
    "KEPT",
    "MISSING",
    "MODES",
    "NOT_ASSESSED",
    "NO_TRUST",
    "PICTURE_LEVELS",
    "QUERY",
    "QUERY_LABELS",
    "VERDICTS",
    "AddReport",
    "Answer",
    "Assessment",
    "Backbone",
    "BackboneState",
    "BoolArray",
    "BrokenPage",
    "Calibration",
    "Candidate",
    "ChangeMap",
    "ChangeReport",
    "ChangedArea",
    "Channel",
    "DecodedPicture",
    "Descent",
    "DescriptorEvidence",
    "Direction",
    "Engine",
    "Evidence",
    "Explanation",
    "Failure",
    "Family",
    "Features",
    "Fetched",
    "Finding",
    "FindingKind",
    "Float32Array",
    "Float64Array",
    "IgnoredElement",
    "Int8Array",
    "Int64Array",
    "Item",
    "ItemStatus",
    "JsonDict",
    "Judgement",
    "KeptEngine",
    "KeypointEvidence",
    "Kin",
    "LibraryInfo",
    "LocalFeatures",
    "Match",
    "Mode",
    "Nearer",
    "NearerReason",
    "NearerSide",
    "Neighbours",
    "NetworkVersion",
    "Parts",
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
    "SourceItem",
    "StepKind",
    "StepValue",
    "StructureEvidence",
    "Timings",
    "ToneFit",
    "Trust",
    "UInt8Array",
    "Verdict",
    "VerifyReport",
    "ViewBackbone",
    "Views",
    "Weights",
]
