"""What is looked for, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import Field, create_model, model_validator

from pictrace.search.search import MAXIMUM_SHORTLIST, MAXIMUM_TOP
from pictrace.types import CHANNELS, DEFAULT_SHORTLIST, DEFAULT_TOP, Mode, Weights
from pictrace.web.api.models.fields import REGION, FourNumbers, Given, PictureId

# Each takes up to a quarter of a second.
MOST_EXPLAINED = 5


class GivenWeights(Given):
    """How much each channel counts; only the proportions matter. A channel left out counts nothing."""

    def as_weights(self) -> Weights:
        """Raises InvalidWeights."""
        return Weights.of(self.model_dump())


if TYPE_CHECKING:
    ChannelWeights = GivenWeights
else:
    # A field for each channel there is, which no type checker can know.
    ChannelWeights = create_model(
        "ChannelWeights",
        __base__=GivenWeights,
        __doc__=GivenWeights.__doc__,
        __module__=__name__,
        **dict.fromkeys(CHANNELS, (float, 0.0)),
    )


class QueryOptions(Given):
    """How a query is looked for, whatever it is."""

    shortlist: int = Field(
        DEFAULT_SHORTLIST, ge=1, le=MAXIMUM_SHORTLIST, description="Candidates whose evidence is gathered."
    )
    region: FourNumbers | None = Field(None, description=f"Look for this part of the query only: {REGION}.")
    mode: Mode = Field("fast", description="thorough: more views, three times as many candidates and as much time.")


class SearchOptions(QueryOptions):
    """How to search."""

    top: int = Field(DEFAULT_TOP, ge=1, le=MAXIMUM_TOP, description="Matches returned.")
    weights: ChannelWeights | None = Field(None, description="Left out: the weights for finding copies.")
    explain: bool = Field(False, description=f"Say of the first {MOST_EXPLAINED} matches what was done to make them.")

    def as_weights(self) -> Weights:
        """Raises InvalidWeights."""
        return Weights() if self.weights is None else self.weights.as_weights()


class NamedQuery(Given):
    """A query by URL, or by a picture that is already in the library: exactly one of the two."""

    url: str | None = Field(None, description="http or https address of the query picture.")
    id: PictureId | None = None

    @model_validator(mode="after")
    def _one_query(self) -> Self:
        if (self.url is None) == (self.id is None):
            raise ValueError("give either url or id; for a file, send multipart/form-data with a field file")
        return self


class NamedPicture(NamedQuery):
    """A picture by URL, or one of the library."""

    @property
    def given(self) -> str | int:
        """What was given: an id, or where the picture is."""
        return self.url if self.url is not None else self.id or 0
