"""What goes in and out of the HTTP API, as typed models. Field names are those of the command line's JSON.

fields.py        fields that many bodies have, and how strictly they are read
queries.py       what is looked for, and how
searching.py     a search, and what it found
evidence.py      what two pictures have in common
explanations.py  what was done to make one picture of another
comparing.py     two pictures against each other
calibrating.py   what verdicts are given by
judgements.py    what people say of results
reporting.py     reports, and what checking one found
adding.py        what comes into the library, and what became of it
pictures.py      the pictures of the library
duplicates.py    copies within the library
health.py        that the server answers
failures.py      what went wrong
"""

from pictrace.web.api.models.adding import MAXIMUM_URLS, AddAnswer, AddedItem, AddFailure, AddRequest, AddSkipped
from pictrace.web.api.models.calibrating import CalibrationDetails, ReliabilityDetails, SharedDetails
from pictrace.web.api.models.comparing import CompareOptions, CompareRequest, ComparisonAnswer
from pictrace.web.api.models.duplicates import (
    DuplicateGroupAnswer,
    DuplicatePicture,
    DuplicatesAnswer,
    DuplicatesStarted,
)
from pictrace.web.api.models.evidence import KeypointDetails, RegistrationDetails, StructureDetails
from pictrace.web.api.models.explanations import (
    AreaDetails,
    ChangeDetails,
    ExplanationDetails,
    NearerDetails,
    RecipeDetails,
    ToneDetails,
)
from pictrace.web.api.models.failures import ErrorAnswer, ErrorWords
from pictrace.web.api.models.fields import REGION, FourNumbers, Given, PictureId
from pictrace.web.api.models.health import Health
from pictrace.web.api.models.judgements import JudgementAnswer, JudgementList, JudgementOptions, JudgementRequest, Said
from pictrace.web.api.models.pictures import MAXIMUM_PAGE, Order, Picture, PicturePage, Removed
from pictrace.web.api.models.queries import MOST_EXPLAINED, ChannelWeights, NamedPicture, QueryOptions, SearchOptions
from pictrace.web.api.models.reporting import ReportAnswer, ReportFinding, ReportOptions, ReportRequest
from pictrace.web.api.models.searching import OneAnswer, SearchAnswer, SearchMatch, SearchRequest

__all__ = [
    "MAXIMUM_PAGE",
    "MAXIMUM_URLS",
    "MOST_EXPLAINED",
    "REGION",
    "AddAnswer",
    "AddFailure",
    "AddRequest",
    "AddSkipped",
    "AddedItem",
    "AreaDetails",
    "CalibrationDetails",
    "ChangeDetails",
    "ChannelWeights",
    "CompareOptions",
    "CompareRequest",
    "ComparisonAnswer",
    "DuplicateGroupAnswer",
    "DuplicatePicture",
    "DuplicatesAnswer",
    "DuplicatesStarted",
    "ErrorAnswer",
    "ErrorWords",
    "ExplanationDetails",
    "FourNumbers",
    "Given",
    "Health",
    "JudgementAnswer",
    "JudgementList",
    "JudgementOptions",
    "JudgementRequest",
    "KeypointDetails",
    "NamedPicture",
    "NearerDetails",
    "OneAnswer",
    "Order",
    "Picture",
    "PictureId",
    "PicturePage",
    "QueryOptions",
    "RecipeDetails",
    "RegistrationDetails",
    "ReliabilityDetails",
    "Removed",
    "ReportAnswer",
    "ReportFinding",
    "ReportOptions",
    "ReportRequest",
    "Said",
    "SearchAnswer",
    "SearchMatch",
    "SearchOptions",
    "SearchRequest",
    "SharedDetails",
    "StructureDetails",
    "ToneDetails",
]
