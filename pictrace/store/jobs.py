"""The log of long jobs: what ran, how far it came, and whether its process is still alive."""

from __future__ import annotations

import json
import os
import socket
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, insert, select, update

from pictrace.errors import InvalidInput
from pictrace.store.database import Database, new_id
from pictrace.store.schema import JOBS
from pictrace.store.text import now

JobState = Literal["running", "done", "cancelled", "failed", "interrupted"]

# A job gives a sign of life with every batch, about each second. Loading the network or one slow host take longer,
# and a job that is only slow becomes "running" again with its next sign.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """One long job. Times are ISO 8601, UTC; total is None while inputs are still being listed.

    kind : what it does ("add", "rebuild", …). sources, options : what it was asked to do, so that it can be continued.
    host, process : where it runs; heartbeat_at : when it last gave a sign of life.
    uri : what it worked on last. reason : why it failed, in a sentence; else "".
    """

    id: int
    kind: str
    state: JobState
    sources: tuple[str, ...]
    options: Mapping[str, Any]
    done: int
    total: int | None
    added: int
    known: int
    failed: int
    uri: str
    reason: str
    host: str
    process: int
    started_at: str
    heartbeat_at: str
    finished_at: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that a job runs in. token tells it from an earlier process with the same number."""

    host: str
    process: int
    token: str


@cache
def this_process() -> Owner:
    return Owner(socket.gethostname(), os.getpid(), uuid.uuid4().hex)


def is_alive(process: int) -> bool:
    """Whether this machine has a process of that number. Always True on Windows, where asking would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@dataclass(frozen=True, slots=True)
class JobLog:
    """Jobs in the catalogue, so that progress survives a reload and an interrupted job can be continued."""

    database: Database
    owner: Owner = field(default_factory=this_process)
    alive: Callable[[int], bool] = is_alive
    clock: Callable[[], str] = now

    def start(self, kind: str, sources: Sequence[str] = (), options: Mapping[str, Any] | None = None) -> Job:
        """Write down a job that begins now in this process. options : anything that JSON can hold."""
        time = self.clock()
        with self.database.write() as connection:
            result = connection.execute(
                insert(JOBS).values(
                    kind=kind,
                    state="running",
                    sources=json.dumps(list(sources)),
                    options=json.dumps(dict(options or {})),
                    done=0,
                    added=0,
                    known=0,
                    failed=0,
                    uri="",
                    reason="",
                    host=self.owner.host,
                    process=self.owner.process,
                    owner=self.owner.token,
                    started_at=time,
                    heartbeat_at=time,
                )
            )
            id = new_id(result)
        return self.get(id)

    def update(
        self,
        id: int,
        *,
        done: int | None = None,
        total: int | None = None,
        added: int | None = None,
        known: int | None = None,
        failed: int | None = None,
        uri: str | None = None,
    ) -> None:
        """How far the job is; None leaves a value as it is. Every call is also a sign of life."""
        news = {"done": done, "total": total, "added": added, "known": known, "failed": failed, "uri": uri}
        self._change(id, {name: value for name, value in news.items() if value is not None})

    def finish(self, id: int, state: JobState, reason: str = "") -> Job:
        """The job ended: "done", "cancelled", "failed" or "interrupted". Also ends one that was interrupted."""
        self._change(id, {"state": state, "reason": reason, "finished_at": self.clock()})
        return self.get(id)

    def get(self, id: int) -> Job:
        """Raises InvalidInput for an id that no job has."""
        with self.database.read() as connection:
            row = connection.execute(select(JOBS).where(JOBS.c.id == id)).one_or_none()
        if row is None:
            raise _unknown(id)
        return self._job(row)

    def list(self, limit: int = 20) -> tuple[Job, ...]:
        """The newest jobs first. A job whose process died is shown as "interrupted"."""
        return self._select(limit=limit)

    def interrupted(self) -> tuple[Job, ...]:
        """Jobs that stopped because their process did, newest first, until somebody finishes them otherwise."""
        jobs = self._select(JOBS.c.state.in_(("running", "interrupted")))
        return tuple(job for job in jobs if job.state == "interrupted")

    def _change(self, id: int, values: Mapping[str, Any]) -> None:
        with self.database.write() as connection:
            statement = update(JOBS).where(JOBS.c.id == id).values(heartbeat_at=self.clock(), **values)
            if connection.execute(statement).rowcount == 0:
                raise _unknown(id)

    def _select(self, *conditions: ColumnElement[bool], limit: int | None = None) -> tuple[Job, ...]:
        with self.database.read() as connection:
            rows = connection.execute(select(JOBS).where(*conditions).order_by(JOBS.c.id.desc()).limit(limit)).all()
        return tuple(self._job(row) for row in rows)

    def _job(self, row: Row[Any]) -> Job:
        values = {name: value for name, value in row._mapping.items() if name != "owner"}
        job = Job(**values | {"sources": tuple(json.loads(row.sources)), "options": json.loads(row.options)})
        if job.state == "running" and not self._is_running(job, row.owner):
            return replace(job, state="interrupted")
        return job

    def _is_running(self, job: Job, token: str) -> bool:
        if token == self.owner.token:
            return True
        if job.host == self.owner.host and (job.process == self.owner.process or not self.alive(job.process)):
            return False
        # Another machine's process cannot be asked, and a number may have been given to a new process since.
        silence = datetime.fromisoformat(self.clock()) - datetime.fromisoformat(job.heartbeat_at)
        return silence < SILENCE


def _unknown(id: int) -> InvalidInput:
    return InvalidInput(f"There is no job {id} in this library.")
