"""A kind of job is one entry with its work and one with its words; what it was asked for comes back from the log."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from pictrace.web import job_kinds, words
from pictrace.web.job_kinds import CalibrateRequest, DescribeRequest, JobKind, SampleRequest

ALL: tuple[JobKind, ...] = get_args(JobKind)


def test_every_kind_has_its_work_and_its_words() -> None:
    assert tuple(job_kinds.JOBS) == ALL
    # A log of an older library may have kinds that are no more.
    assert set(words.jobs.JOBS) == {*ALL, "rebuild"}
    assert job_kinds.ADDING == ("add", "sample")


@pytest.mark.parametrize("kind", ALL)
def test_what_is_said_of_it_is_whole(kind: JobKind) -> None:
    said = words.jobs.of(kind)
    assert said.name
    assert said.interrupted.endswith("was interrupted")
    assert set(re.findall(r"{(\w+)}", said.after)) == {"done"}
    assert set(re.findall(r"{(\w+)}", said.after_of)) == {"done", "total"}
    assert words.jobs.interrupted_text(kind, 1204, 9000).startswith("PicTrace stopped after 1,204 of 9,000")
    assert words.jobs.interrupted_text(kind, 3, None).startswith("PicTrace stopped after 3")


def test_a_kind_that_is_not_known_here_is_called_by_its_name() -> None:
    assert words.jobs.of("polish").name == "polish"
    assert words.jobs.interrupted_text("polish", 3, None).startswith("PicTrace stopped after 3.")


# As the logs of libraries that were made before have them.
@pytest.mark.parametrize(
    ("request_", "sources"),
    [
        (DescribeRequest("sscd"), ("sscd",)),
        (DescribeRequest("sscd", for_now=True), ("sscd", "for now")),
        (SampleRequest(), ()),
        (SampleRequest(for_now=True), ("for now",)),
        (CalibrateRequest(300), ("300",)),
    ],
)
def test_what_a_job_was_asked_for_comes_back_from_the_log(
    request_: DescribeRequest | SampleRequest | CalibrateRequest, sources: tuple[str, ...]
) -> None:
    assert request_.as_sources() == sources
    assert type(request_).of(sources) == request_
