"""What goes in and out of the HTTP API, as typed models. Field names are those of the command line's JSON."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pictrace.searching import MAXIMUM_SHORTLIST, MAXIMUM_TOP
from pictrace.types import (
    Direction,
    DuplicateKind,
    FindingKind,
    KeepReason,
    Mode,
    NearerReason,
    NearerSide,
    PictureLevel,
    Verdict,
    Weights,
)

MAXIMUM_URLS = 100
MAXIMUM_PAGE = 500
# Each takes up to a quarter of a second.
MOST_EXPLAINED = 5

PictureId = Annotated[int, Field(ge=1, le=2**63 - 1, description="Id of a picture in the library.")]
FourNumbers = Annotated[list[int], Field(min_length=4, max_length=4)]
REGION = "[x, y, width, height] in pixels of the upright original"
Order = Literal["added", "name", "size", "format"]


class _Given(BaseModel):
    """Something a caller sends: a misspelt field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")


# ---------------------------------------------------------------- what callers send


class ChannelWeights(_Given):
    """How much each channel counts; only the proportions matter. A channel left out counts nothing."""

    cosine: float = 0.0
    structure: float = 0.0
    keypoints: float = 0.0
    colour: float = 0.0

    def as_weights(self) -> Weights:
        """Raises InvalidWeights."""
        return Weights(cosine=self.cosine, structure=self.structure, keypoints=self.keypoints, colour=self.colour)


class QueryOptions(_Given):
    """How a query is looked for, whatever it is."""

    shortlist: int = Field(50, ge=1, le=MAXIMUM_SHORTLIST, description="Candidates whose evidence is gathered.")
    region: FourNumbers | None = Field(None, description=f"Look for this part of the query only: {REGION}.")
    mode: Mode = Field("fast", description="thorough: more views, three times as many candidates and as much time.")


class SearchOptions(QueryOptions):
    """How to search."""

    top: int = Field(5, ge=1, le=MAXIMUM_TOP, description="Matches returned.")
    weights: ChannelWeights | None = Field(None, description="Left out: the weights for finding copies.")
    explain: bool = Field(False, description=f"Say of the first {MOST_EXPLAINED} matches what was done to make them.")

    def as_weights(self) -> Weights:
        """Raises InvalidWeights."""
        return Weights() if self.weights is None else self.weights.as_weights()


class JudgementOptions(QueryOptions):
    """What is said of one picture as the answer to a query. The query is searched, to measure the two."""

    picture: PictureId
    is_match: bool | None = Field(description="true: this is it; false: this is not it; null takes that back.")


class ReportOptions(SearchOptions):
    """What a report is made of: a search, one of its hits, and what the report shall hold."""

    picture: PictureId | None = Field(None, description="The hit; left out: the one that the answer rests on.")
    case: str = Field("", max_length=200, description="Case number.")
    note: str = Field("", max_length=20_000)
    pictures: PictureLevel = Field("full", description="What the report holds of the two pictures.")
    location: bool = Field(False, description="Whether files may say where they were taken.")


class _NamedQuery(_Given):
    """A query by URL, or by a picture that is already in the library: exactly one of the two."""

    url: str | None = Field(None, description="http or https address of the query picture.")
    id: PictureId | None = None

    @model_validator(mode="after")
    def _one_query(self) -> Self:
        if (self.url is None) == (self.id is None):
            raise ValueError("give either url or id; for a file, send multipart/form-data with a field file")
        return self


class NamedPicture(_NamedQuery):
    """A picture by URL, or one of the library."""

    @property
    def given(self) -> str | int:
        return self.url if self.url is not None else self.id or 0


class CompareRequest(_Given):
    """Two pictures against each other."""

    a: NamedPicture
    b: NamedPicture
    weights: ChannelWeights | None = Field(None, description="Left out: the weights for finding copies.")


class SearchRequest(_NamedQuery, SearchOptions):
    """A search by URL or by a picture of the library."""


class ReportRequest(_NamedQuery, ReportOptions):
    """A report on a hit for a URL or for a picture of the library."""


class JudgementRequest(_NamedQuery, JudgementOptions):
    """A judgement of a result for a URL or for a picture of the library."""


class AddRequest(_Given):
    """Pictures to add, as URLs or as a table that names URLs: exactly one of the two."""

    urls: list[str] | None = Field(None, min_length=1, description=f"At most {MAXIMUM_URLS} addresses a call.")
    table: str | None = Field(
        None,
        min_length=1,
        description="The text of a CSV or JSON table with a column url; other columns become metadata. "
        f"At most {MAXIMUM_URLS} rows a call.",
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.urls is None) == (self.table is None):
            raise ValueError("give either urls or table; to add files, send multipart/form-data with fields files")
        return self


# ---------------------------------------------------------------- what callers get


class Health(BaseModel):
    """That the server answers, and with what."""

    status: Literal["ok"] = "ok"
    version: str
    pictures: int
    failures: int = Field(description="Inputs that could not be read.")
    backbone: str
    backbone_version: str
    weights_source: str
    engine: str


class Picture(BaseModel):
    """One distinct picture of the library."""

    id: int
    uri: str = Field(description="Where it was first added from.")
    uris: list[str] = Field(description="Every known location of the same picture, oldest first.")
    name: str
    width: int
    height: int
    format: str
    byte_size: int
    byte_digest: str = Field(description="Hex SHA-256 of the bytes.")
    added_at: str = Field(description="ISO 8601, UTC.")
    reachable: bool = Field(description="False once the original was looked for and not found.")
    metadata: dict[str, str]
    thumbnail: str = Field(description="Path of a small JPEG on this server.")


class PicturePage(BaseModel):
    """A stretch of the library."""

    total: int = Field(description="Pictures that fit the filter.")
    offset: int
    limit: int
    pictures: list[Picture]


class KeypointDetails(BaseModel):
    """How far two pictures agree point by point."""

    matches: int
    inliers: int = Field(description="Matches that agree with the homography.")
    mirrored: bool
    homography: list[list[float]] | None = Field(description="3 × 3, query pixels → candidate pixels.")


class StructureDetails(BaseModel):
    """SSIM in [-1, 1], of the whole pictures and of their common area after alignment."""

    plain: float | None
    aligned: float | None
    coverage: float | None


class RegistrationDetails(BaseModel):
    """The candidate laid exactly onto the query. Edits leave perspective, skew, parallax and unevenness near 0."""

    by: Literal["keypoints", "similarity", "whole"]
    homography: list[list[float]] = Field(description="3 × 3, query pixels → candidate pixels, refined.")
    agreement: float = Field(description="Share of the common area with texture where both show the same.")
    correlation: float
    area_query: float = Field(description="The common area's share of the query.")
    area_candidate: float
    coverage_query: float = Field(description="Its share of what the query shows, plain borders left out.")
    coverage_candidate: float
    perspective: float
    skew: float
    parallax: float
    unevenness: float
    colour_change: float
    scale: float = Field(description="Candidate pixels for one query pixel.")
    rotation: float = Field(description="Degrees.")
    mirrored: bool
    precise: float


class ToneDetails(BaseModel):
    """out = gain · (l + saturation · (x − l)) + offset, by channel in [0, 1], with x = in^gamma and l the luma of x."""

    gain: list[float]
    offset: list[float]
    saturation: float
    gamma: float
    error: float


class RecipeDetails(BaseModel):
    """What was done to one of query and candidate to make the other, checked by doing it again."""

    in_words: str
    direction: Direction
    claimed: bool = Field(description="Whether the steps, done again, give the picture; else nothing is known.")
    changed: bool = Field(description="Whether anything was done but saving and resizing.")
    explained: float = Field(description="Share of what the steps should give that they give.")
    residual: float = Field(description="Mean absolute difference there, in [0, 1].")
    similarity: float = Field(description="Of fine details there, in [-1, 1].")
    steps: list[dict[str, str | int | float | list[float]]] = Field(description="Each has a kind and its numbers.")
    matrix: list[list[float]] = Field(description="3 × 3, pixels of the source → pixels of what was made of it.")
    tone: ToneDetails
    blur: float = Field(description="Sigma in pixels of what was made; below 0 the amount of sharpening.")


class AreaDetails(BaseModel):
    """A place within the common area that differs; boxes are [x, y, width, height] in pixels of the originals."""

    label: Literal["altered", "added"]
    box: FourNumbers
    candidate_box: FourNumbers
    share: float


class ChangeDetails(BaseModel):
    """Shares of each picture by what became of it; each adds up to 1."""

    in_words: str
    query: dict[str, float]
    candidate: dict[str, float]
    from_candidate: float = Field(description="Share of the query that comes from the candidate.")
    shown: float = Field(description="Share of the candidate that the query shows.")
    areas: list[AreaDetails]


class NearerDetails(BaseModel):
    """Which of the two is nearer the picture that both come from."""

    in_words: str
    side: NearerSide
    reasons: list[NearerReason]
    against: list[NearerReason]


class ExplanationDetails(BaseModel):
    """What was done, what is left, and which picture is nearer their source."""

    recipe: RecipeDetails
    changes: ChangeDetails | None = Field(description="Null where the two cannot be laid on each other.")
    nearer: NearerDetails


class SearchMatch(BaseModel):
    """One hit. The contributions add up to the score."""

    rank: int
    id: int
    uri: str
    score: float
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the query cannot supply it.")
    contributions: dict[str, float]
    verdict: Verdict
    probability: float = Field(description="Of being a true copy, in [0, 1].")
    keypoints: KeypointDetails
    structure: StructureDetails
    registration: RegistrationDetails | None
    picture: Picture
    explanation: ExplanationDetails | None = Field(None, description="Null unless it was asked for.")


class ComparisonAnswer(BaseModel):
    """What two pictures have in common, a as the query. The contributions add up to the score."""

    verdict: Verdict
    in_words: str
    probability: float = Field(description="Of being true copies, in [0, 1].")
    calibration: str
    score: float
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the first cannot supply it.")
    contributions: dict[str, float]
    keypoints: KeypointDetails
    structure: StructureDetails
    registration: RegistrationDetails | None
    explanation: ExplanationDetails
    weights: dict[str, float]


class OneAnswer(BaseModel):
    """The one answer of a search. Weights never change it."""

    verdict: Verdict
    id: int | None = Field(description="The hit it rests on.")
    uri: str | None
    probability: float
    searched: int
    error_rate: float | None = Field(description="Share of searches without any copy that got a copy verdict.")
    error_bound: float | None = Field(description="Its upper bound with 95 % confidence.")
    calibration: str


class ReliabilityDetails(BaseModel):
    """Of the sampled pairs with a probability in [low, high): how many there are, and how many are copies."""

    low: float
    high: float
    pairs: int
    copies: int
    mean: float = Field(description="Of their probabilities.")
    share: float = Field(description="Of copies among them.")
    least: float = Field(description="Lower end of its 95 % interval.")
    most: float


class SharedDetails(BaseModel):
    """A part of a picture that unrelated ones have too."""

    id: int
    box: list[int] = Field(description=REGION)
    others: list[int]


class CalibrationDetails(BaseModel):
    """What verdicts are given by: the library's newest calibration, or the one that PicTrace comes with."""

    id: str = Field(description='"shipped-…" when the library was never calibrated.')
    created_at: str = Field(description='ISO 8601, UTC; "" of the shipped one.')
    in_words: str
    threshold: float = Field(description="Least probability for a copy verdict.")
    max_false_positive_rate: float = Field(description="The setting it was made under.")
    pictures: int = Field(description="Of the library, that were sampled.")
    searches: int = Field(description="Searches without a known copy.")
    wrong: int = Field(description="Of those, how many got a copy verdict.")
    error_rate: float | None
    error_bound: float | None = Field(description="Its upper bound with 95 % confidence.")
    made_copies: int = Field(description="Edited copies that were compared with their original.")
    found: int = Field(description="Of those, how many got a copy verdict.")
    adjusted: bool = Field(description="False with too few pictures: probabilities are then as shipped.")
    reliability: list[ReliabilityDetails]
    doubtful: list[list[int]] = Field(description="Pairs of ids that were counted as wrong, to look at.")
    duplicates: list[list[int]] = Field(description="Pairs of ids that differ by nothing but saving.")
    shared: list[SharedDetails]


class SearchAnswer(BaseModel):
    """The ranked matches of one search, best first."""

    answer: OneAnswer
    matches: list[SearchMatch]
    region: list[int] | None = Field(description=f"The part that was looked for, {REGION}; null: all of it.")
    searched: int = Field(description="Pictures in the library when the search began.")
    shortlist: int
    mode: Mode
    weights: dict[str, float]
    seconds: float


class Said(BaseModel):
    """One judgement, and what was measured of the two pictures then."""

    query_digest: str = Field(description="Hex SHA-256 of the upright pixels that were looked for.")
    query: str
    id: int = Field(description="The picture that was judged.")
    is_match: bool
    scores: dict[str, float | None] = Field(description="Channel → [0, 1]; null where the query cannot supply it.")
    mode: Mode
    backbone: str
    judged_at: str = Field(description="ISO 8601, UTC.")


class JudgementAnswer(BaseModel):
    """What is kept of these two pictures now; null: nothing."""

    judgement: Said | None


class JudgementList(BaseModel):
    """Every judgement, oldest first."""

    judgements: list[Said]


class AddedItem(BaseModel):
    """What one input became. For "known", id is the picture it is the same as."""

    uri: str
    id: int | None
    status: Literal["added", "known", "failed"]
    name: str | None = Field(None, description="File name of an upload.")


class AddFailure(BaseModel):
    """An input that did not become a picture, and why."""

    uri: str
    reason: str
    name: str | None = Field(None, description="File name of an upload.")


class AddAnswer(BaseModel):
    """What an adding did."""

    added: int
    known: int
    failed: list[AddFailure]
    items: list[AddedItem]
    seconds: float


class Removed(BaseModel):
    """The ids that were removed. They are never used again."""

    removed: list[int]


class DuplicatePicture(BaseModel):
    """One picture of a group, and what it is to the one that is suggested to be kept (verdict null: see the group)."""

    id: int
    uri: str
    uris: list[str]
    name: str
    width: int
    height: int
    byte_size: int
    verdict: Verdict | None
    probability: float
    mirrored: bool


class DuplicateGroupAnswer(BaseModel):
    """Pictures that belong together. keep : id of the one that is suggested to be kept, and why."""

    kind: DuplicateKind
    keep: int
    reasons: list[KeepReason]
    pictures: list[DuplicatePicture]


class DuplicatesAnswer(BaseModel):
    """A stretch of the groups of one kind. running : whether a search is under way; looked_at of pictures are done."""

    kind: DuplicateKind
    total: int
    counts: dict[DuplicateKind, int]
    spare: int
    looked_at: int
    pictures: int
    complete: bool
    running: bool
    groups: list[DuplicateGroupAnswer]


class DuplicatesStarted(BaseModel):
    """A search for duplicates that runs by itself from here on; GET /api/duplicates says how far it is."""

    job: int
    looked_at: int
    pictures: int


class ReportFinding(BaseModel):
    """One thing that was looked at in a report."""

    kind: FindingKind
    about: str
    sentence: str


class ReportAnswer(BaseModel):
    """Whether the figures of a report follow from its pictures; it says nothing of who made either."""

    holds: bool
    in_words: str
    findings: list[ReportFinding]


class ErrorWords(BaseModel):
    """A stable word for programs and a sentence for people."""

    kind: str
    message: str


class ErrorAnswer(BaseModel):
    """Every answer with a status from 400 up."""

    error: ErrorWords
