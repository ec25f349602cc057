"""Runs a mirror: for each kind of record, test the filters, read changes, and find deletions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from math import ceil
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi import __version__, tracing
from teamkpi.errors import UpstreamFailed
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.values import ID, INSTANT
from teamkpi.mirror import held, positions, sources
from teamkpi.mirror.copying import REPEATED, Copier, Read, deletion, read_record
from teamkpi.mirror.estimates import Remaining
from teamkpi.mirror.failures import FAILURES, AccessDenied, failed, is_temporary
from teamkpi.mirror.kinds import AUDITED, IDS_AT_ONCE, TRAIL_PATH, last_sweep_due, path_of
from teamkpi.mirror.positions import Position, Store
from teamkpi.mirror.reading_ahead import ReadingAhead
from teamkpi.mirror.self_tests import VALID_FOR, SelfTest
from teamkpi.mirror.sources import SQL, Source
from teamkpi.mirror.upstream import Listing, Upstream
from teamkpi.mirror.walking import (
    OVERLAP,
    PAGE_SIZE,
    Page,
    Purpose,
    Step,
    Walk,
    advance,
    agrees,
    begin,
    may_delete,
    minute,
    query,
)
from teamkpi.outbox.hooks import Event, write_event
from teamkpi.wire import instant

_DELETED: Final = {"3", "3.0", "Delete"}
_MOST_ATTEMPTS: Final = 3
"""Number of times that one run reads an inconsistent or incomplete list from the start."""
MOST_STREAMED: Final = 50
"""The most pages that are stored in one transaction, if they are read while it runs."""
MOST_TOGETHER: Final = 5
"""The most pages that are stored in one transaction, if they have to be read before it begins."""
_OF_ONE_KIND: Final = frozenset({"bad_listing", "too_large", "unexpected"})
"""Failures that affect only one kind of record, as a missing right does."""

LASTING: Final = timedelta(minutes=15)
"""How long hooks are not notified of a failure that may pass by itself."""

_PAUSES: Final = frozenset({"wrong_password", "second_factor", "password_reset"})
"""Failures after which a retry could lock the account."""


class Reached(NamedTuple):
    """How far a list has been read.

    ``calls_left`` is about how many requests its remaining records take; ``calls_later``, those of the kinds that a
    first copy has yet to begin with. None if this is not a first copy of several kinds.
    """

    plural: str
    seen: int
    total: int | None
    calls_left: int
    calls_later: int | None


Progress = Callable[[Reached], object]


class Runner:
    """Runs the mirror of one source. The connection must hold the source's lease, outside a transaction."""

    def __init__(
        self,
        conn: Connection[Any],
        source: Source,
        upstream: Upstream,
        *,
        now: Callable[[], datetime],
        progress: Progress = bool,
    ) -> None:
        self._conn = conn
        self._source = source
        self._upstream = upstream
        self._now = now
        self._progress = progress
        self._remaining: Remaining | None = None
        self._trail_problem: UpstreamFailed | None = None

    def run(
        self, plurals: Collection[str] = (), *, is_full: bool = False, tested_since: datetime | None = None
    ) -> None:
        """Bring the ledger up to date; with ``is_full``, read everything again and delete what no longer exists.

        Filters that were last tested before ``tested_since`` are tested again, as they are every week.
        Resumes where the previous run stopped. If one kind of record fails, the others are still read; the first
        failure is raised at the end.
        """
        key = {"network_id": self._source.network_id}
        self._conn.execute(SQL.note_start, {**key, "now": self._now()})
        problem: UpstreamFailed | None = None
        try:
            self._upstream.sign_in()
            problem = self._run_all([one for one in ENTITIES if not plurals or one in plurals], is_full, tested_since)
        except UpstreamFailed as error:
            problem = error
        now = self._now()
        with self._conn.transaction():
            if problem is not None and problem.code in _PAUSES:
                sources.pause(self._conn, self._source.network_id, is_paused=True)
            told = {"code": problem.code if problem else None, "problem": str(problem) if problem else None}
            [since] = self._conn.execute(SQL.note_end, {**key, **told, "now": now}).fetchone() or (None,)
            if problem is not None and since is not None:
                self._tell_hooks(problem, since, now)
        if problem is not None:
            raise problem

    def _tell_hooks(self, problem: UpstreamFailed, since: datetime, now: datetime) -> None:
        """Write an event about a new problem; about one that may pass, once it has lasted for a while."""
        if is_temporary(problem):
            before = self._source.last_started_on
            has_lasted = now - since >= LASTING and (before is None or before - since < LASTING)
            if not has_lasted:
                return
        elif problem.code == self._source.problem_code:
            return
        told = {
            "Code": problem.code,
            "Problem": FAILURES[problem.code].meaning,
            "Since": instant(since),
            "IsTemporary": is_temporary(problem),
            "IsPaused": problem.code in _PAUSES,
        }
        write_event(self._conn, self._source.network_id, Event.MIRROR_TROUBLE, told, now=now)

    def _run_all(self, plurals: list[str], is_full: bool, tested_since: datetime | None) -> UpstreamFailed | None:
        first: UpstreamFailed | None = None
        refused: list[str] = []
        self._remaining = self._read_totals(plurals)
        for plural in plurals:
            if self._remaining is not None:
                self._remaining.begin(plural)
            try:
                self._run_one(ENTITIES[plural], is_full=is_full, tested_since=tested_since)
            except AccessDenied as error:
                refused.append(plural)
                Store(self._conn, self._source.network_id, plural).left_out(error.role(ENTITIES[plural]))
            except UpstreamFailed as error:
                if error.code not in _OF_ONE_KIND:
                    raise
                first = first or UpstreamFailed(error.code, f"{plural}: {error}")
        if refused and len(refused) == len(plurals) and len(plurals) > 1:
            return failed("access_denied")
        return first or self._trail_problem

    def _read_totals(self, plurals: Sequence[str]) -> Remaining | None:
        """Ask for the totals of the kinds that a first copy begins with later; None if that is at most one kind.

        They only serve an estimate: a failure that is not of one kind ends it, and the kinds are read all the same.
        """
        known = positions.read(self._conn, self._source.network_id)
        new = [
            one for one in plurals if (at := known.get(one)) is None or (at.loaded_on is None and at.left_out is None)
        ]
        totals: dict[str, int] = {}
        for plural in new[1:]:
            try:
                totals[plural] = self._upstream.listed(path_of(ENTITIES[plural]), {"size": "1", "page": "1"}).total or 0
            except UpstreamFailed as error:
                if error.code in _PAUSES:
                    raise
                if error.code not in _OF_ONE_KIND and not isinstance(error, AccessDenied):
                    return None
        return Remaining(totals) if len(new) > 1 else None

    def _run_one(self, entity: Entity, *, is_full: bool, tested_since: datetime | None) -> None:
        one = _OneKind(self, entity)
        one.test(tested_since)
        one.finish_what_was_begun()
        position = one.position()
        if is_full and not one.has_begun_here:
            one.walk_all(Purpose.FULL)
        elif position.swept_on is None or position.swept_on < last_sweep_due(entity.plural, self._now()):
            one.walk_all(Purpose.SWEEP if position.loaded_on else Purpose.LOAD)
        one.follow()
        self._read_deletions(one)
        one.retry_refused()
        one.delete_confirmed()
        one.count_again()

    def _read_deletions(self, one: _OneKind) -> None:
        """Read deletions from the audit trail; if that fails, the run goes on.

        The last such failure is raised at the end of the run, unless something else failed. After a failure that is not
        of one kind of record, the trail is not requested again in this run.
        """
        if self._trail_problem is not None and self._trail_problem.code not in _OF_ONE_KIND:
            return
        try:
            one.read_deletions()
        except UpstreamFailed as error:
            if error.code in _PAUSES:
                raise
            self._trail_problem = UpstreamFailed(error.code, f"{one.entity.plural}: {error}")


class _PageRead(NamedTuple):
    """A page of a list: its records as they are listed, and where the list goes on."""

    listed: list[Read]
    step: Step


class _OneKind:
    """The run of one kind of record."""

    def __init__(self, runner: Runner, entity: Entity) -> None:
        self._runner = runner
        self._conn, self._source = runner._conn, runner._source  # noqa: SLF001
        self._upstream, self._now = runner._upstream, runner._now  # noqa: SLF001
        self._progress = runner._progress  # noqa: SLF001
        self._remaining = runner._remaining  # noqa: SLF001
        self.entity = entity
        self.store = Store(self._conn, self._source.network_id, entity.plural)
        self.filters = self.position().filters
        self._traced: dict[str, tracing.Value] = {
            "teamkpi.network_id": self._source.network_id,
            "teamkpi.records": entity.plural,
        }
        self.has_begun_here = False
        """Whether a listing of all records was started and finished in this run."""
        self._has_counted = False

    def position(self) -> Position:
        """Return the stored progress of the kind."""
        return positions.read(self._conn, self._source.network_id)[self.entity.plural]

    def test(self, since: datetime | None) -> None:
        """Test the filters, unless that was done recently, and not before ``since``."""
        tested_on = self.position().tested_on
        valid_from = self._now() - VALID_FOR
        if tested_on is not None and tested_on > valid_from and (since is None or tested_on >= since):
            return
        test = SelfTest(self._upstream, self.entity)
        filters = test.run()
        if test.is_tested:
            self.store.filters(filters, self._now())
        elif tested_on is not None:
            return  # the list is empty now; the earlier result is still valid
        self.filters = filters

    def copier(self) -> Copier:
        """Return a copier for this kind."""
        return Copier(
            self._conn,
            self._source.network_id,
            self.entity,
            upstream=self._upstream,
            store=self.store,
            filters=self.filters,
            businesses=self._source.businesses,
            program=__version__,
            now=self._now,
        )

    def finish_what_was_begun(self) -> None:
        """Resume a listing that an earlier run started."""
        walk = self.position().walk
        if walk is None:
            return
        if (walk.since is not None and not self.filters.by_version) or not self._goes_on(walk):
            self.store.forget_candidates()
            self.store.walk(None)
            return
        try:
            self._walk(walk)
        except UpstreamFailed as error:
            if error.code != "bad_listing":
                raise
            self.store.forget_candidates()
            self.store.walk(None)

    def _goes_on(self, walk: Walk) -> bool:
        """Return whether a listing can be resumed; numbered pages can only be within one run."""
        return walk.page == 1 and (self.filters.is_keyed or walk.next_id == 1)

    def walk_all(self, purpose: Purpose) -> None:
        """Read the whole list."""
        self._attempt(lambda: begin(purpose, None, self.filters))
        self.has_begun_here = True

    def follow(self) -> None:
        """Read the changes, or everything if the service does not filter by version."""
        position = self.position()
        if not self.filters.by_version and self.has_begun_here:
            return
        if not self.filters.by_version:
            self._attempt(lambda: begin(Purpose.SWEEP, None, self.filters))
            return
        self._attempt(lambda: begin(Purpose.FOLLOW, position.followed_to, self.filters))

    def _attempt(self, start: Callable[[], Walk]) -> None:
        """Read a list from the start, and again while it is incomplete; raises UpstreamFailed if it stays so."""
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            self.store.forget_candidates()
            try:
                if self._walk(start()):
                    return
            except UpstreamFailed as error:
                if error.code != "bad_listing" or attempt == _MOST_ATTEMPTS:
                    raise
            self.store.walk(None)
        raise failed("bad_listing", f"{self.entity.plural}: never as many records as the list says it has")

    def _walk(self, walk: Walk) -> bool:
        """Read a list to its end and return whether it was complete. Progress is stored together with its records."""
        copier = self.copier()
        try:
            last = self._read(copier, walk, is_stream=not copier.needs_connection)
        except REPEATED:
            last = self._read(copier, self.position().walk or walk, is_stream=False)
        return self._end(copier, last)

    def _read(self, copier: Copier, walk: Walk, *, is_stream: bool) -> Walk:
        """Read a list to its end and store it; in a stream, pages are read while those before are being stored."""

        def read(before: _PageRead | None) -> _PageRead:
            return self._read_page(before.step.walk if before else walk)

        most = MOST_STREAMED if is_stream else MOST_TOGETHER
        before, pages_stored = walk.seen, 0
        with ReadingAhead(read, lambda page: page.step.is_last, most) as pages:
            for group in pages:
                with tracing.job("store pages of the mirror", **self._traced):
                    steps = self._store_group(copier, group, is_stream=is_stream)
                walk = steps[-1].walk
                pages_stored += len(steps)
                # The remaining records take as many requests each as those before: for pages, and by id.
                calls = (pages_stored + copier.calls) / max(1, walk.seen - before)
                left = max(0, (walk.total or 0) - walk.seen)
                later = self._calls_later(walk.seen - before, pages_stored, is_last=steps[-1].is_last)
                self._progress(Reached(self.entity.plural, walk.seen, walk.total, ceil(left * calls), later))
        return walk

    def _calls_later(self, records: int, pages: int, *, is_last: bool) -> int | None:
        """Return about how many requests the kinds take that a first copy has yet to begin with."""
        if self._remaining is None:
            return None
        if not is_last:  # all pages were full
            self._remaining.page_size = max(1, records // pages)
        return self._remaining.calls(ENTITIES, gives_several=self.filters.gives_several)

    def _store_group(self, copier: Copier, group: Iterator[_PageRead], *, is_stream: bool) -> list[Step]:
        """Store pages and the position after them in one transaction, and return the steps that they were."""
        steps: list[Step] = []
        ids: list[int] = []

        def records() -> Iterator[Read]:
            for page in group:
                steps.append(page.step)
                ids.extend(one.id for one in page.listed)
                yield from copier.whole(page.listed, reads_anew=page.step.walk.purpose is Purpose.FULL)

        def note() -> None:
            if steps[-1].walk.purpose is not Purpose.FOLLOW:
                self.store.candidates(self._absent(steps, ids), self._now())
            self.store.walk(steps[-1].walk)
            self.store.left_out(None)  # the account may read this kind

        copier.save(records() if is_stream else list(records()), note)
        return steps

    def _read_page(self, walk: Walk) -> _PageRead:
        """Request a list's next page, and work out where the list goes on; may be called by another thread."""
        with tracing.job("read a page of the mirror", **self._traced):
            listing = self._upstream.listed(path_of(self.entity), query(self.entity.name, walk, self.filters))
        listed = [read_record(raw) for raw in listing.records]
        page = Page([one.id for one in listed], listing.total, listing.has_next, listing.date)
        return _PageRead(listed, advance(walk, page, self.filters))

    def _absent(self, steps: Sequence[Step], ids: Sequence[int]) -> list[int]:
        """Return the ids of stored records within the range of consecutive pages that these do not contain."""
        is_whole_list = steps[-1].is_last and steps[-1].walk.seen == len(ids)
        if self.filters.ascending is None and not is_whole_list:
            return []
        bounds = (steps[0].low, steps[-1].high)
        return held.others_between(self._conn, self._source.network_id, self.entity, bounds, ids)

    def _end(self, copier: Copier, walk: Walk) -> bool:
        is_all = walk.purpose is not Purpose.FOLLOW
        after: int | None = None
        is_whole = walk.is_whole
        if is_all or (walk.total is not None and walk.seen < walk.total):
            after = self._total(walk)
            is_whole = is_whole and agrees(walk.seen, walk.total, after)
        if not is_whole:
            return False
        here = None
        if is_all:
            self._has_counted = True
            self._delete_missing(copier, walk.started_on or self._now())
            here = held.count(self._conn, self._source.network_id, self.entity)
        now = self._now()
        with self._conn.transaction():
            self.store.end_walk(walk, is_all=is_all, there_count=after if is_all else None, here_count=here, now=now)
        return True

    def _total(self, walk: Walk) -> int | None:
        start = replace(walk, next_id=1, page=1)
        return self._upstream.listed(path_of(self.entity), query(self.entity.name, start, self.filters, 1)).total

    def _delete_missing(self, copier: Copier, at: datetime, *, only_confirmed: bool = False) -> None:
        """Delete what a complete list did not contain, unless it is so much that an operator has to confirm it.

        Each missing record is first requested by its id; if it still exists, it is stored.
        """
        for gone in self._missing(only_confirmed=only_confirmed):
            found = copier.by_id(gone)
            if found:
                copier.save(found, lambda found=found: self.store.accepted([one.id for one in found]))  # type: ignore[misc]
        missing = self.store.missing_count()
        held_count = held.count(self._conn, self._source.network_id, self.entity)
        if not only_confirmed and not may_delete(missing, held_count, self._source.most_deleted):
            self.store.await_word()
            return
        for gone in self._missing(only_confirmed=only_confirmed):
            known = held.versions(self._conn, self._source.network_id, self.entity, gone)
            deleted = [deletion(one, at, known.get(one)) for one in gone]
            copier.save((), bool, deleted=deleted)

    def _missing(self, *, only_confirmed: bool) -> Iterator[list[int]]:
        after = 0
        while ids := self.store.missing_after(after, IDS_AT_ONCE, only_confirmed=only_confirmed):
            yield ids
            after = ids[-1]

    def delete_confirmed(self) -> None:
        """Delete the records that an operator has confirmed, if they are still missing."""
        if self.store.missing_after(0, 1, only_confirmed=True):
            listing = self._upstream.listed(path_of(self.entity), {"size": "1", "page": "1"})
            self._delete_missing(self.copier(), listing.date, only_confirmed=True)

    def count_again(self) -> None:
        """Count again if the numbers differ, because records may have come or gone while a list was read."""
        if not self._has_counted or self._source.businesses is not None:
            return
        position = self.position()
        if position.there_count == position.here_count:
            return
        there = self._total(begin(Purpose.SWEEP, None, self.filters))
        if there is not None:
            self.store.counts(there=there, here=held.count(self._conn, self._source.network_id, self.entity))

    def retry_refused(self) -> None:
        """Read the records again that another version of this program rejected."""
        ids = self.store.refused_by_others(__version__)
        copier = self.copier()
        for start in range(0, len(ids), IDS_AT_ONCE):
            asked = ids[start : start + IDS_AT_ONCE]
            found = copier.by_id(asked)
            gone = sorted(set(asked) - {one.id for one in found})
            copier.save(found, lambda gone=gone: self.store.accepted(gone))  # type: ignore[misc]

    def read_deletions(self) -> None:
        """Read deletions from the audit trail; a sweep finds the ones it does not contain."""
        if self.entity.plural not in AUDITED:
            return
        position = self.position()
        since = position.audited_to or position.followed_to
        if since is None:
            return
        with suppress(AccessDenied):  # without the trail's role, sweeps find all deletions
            for _ in range(_MOST_ATTEMPTS):
                if self._walk_trail(since - OVERLAP):
                    return
            raise failed("bad_listing", "the audit trail ended early")

    def _walk_trail(self, since: datetime) -> bool:
        """Store deletions, and return whether there were as many entries as the trail's first page says."""
        copier = self.copier()
        asked = {
            "AuditTrailEntry_AuditType": "3",
            "AuditTrailEntry_EntityShortName": self.entity.name,
            "from_AuditTrailEntry_CreatedOn": minute(since),
            "size": str(PAGE_SIZE),
        }
        first: Listing | None = None
        seen: set[int] = set()
        for page in count(1):
            listing = self._upstream.listed(TRAIL_PATH, {**asked, "page": str(page)})
            first = first or listing
            entries = [read_record(raw) for raw in listing.records]
            new = {one.id for one in entries} - seen
            seen |= new
            is_last = not new or listing.has_next is False  # a page that only repeats others ends the list, too
            is_whole = is_last and len(seen) >= (first.total or 0)
            deleted = [gone for one in entries if (gone := _deletion_of(one.record, self.entity.name))]
            audited_to = first.date if is_whole else None

            def note(audited_to: datetime | None = audited_to) -> None:
                if audited_to is not None:
                    self.store.audited(audited_to)

            copier.save((), note, deleted=deleted)
            if is_last:
                return is_whole
        raise AssertionError("unreachable")


def _deletion_of(entry: Mapping[str, Any], name: str) -> Read | None:
    """Return the deletion described by an entry of the audit trail; None if it is about something else."""
    if str(entry.get("AuditType")) not in _DELETED or entry.get("EntityShortName") != name:
        return None
    try:
        return deletion(ID.read(entry.get("EntityId")), INSTANT.read(entry.get("CreatedOn")), None)
    except ValueError:
        raise failed("unexpected", "an entry of the audit trail without EntityId or CreatedOn") from None
