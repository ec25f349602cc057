"""Running an import: the same for a command and for a file that was uploaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final

from psycopg import Connection

from teamkpi.errors import BatchRejected
from teamkpi.intake.outcome import Outcome
from teamkpi.intake.replacing import Replacing
from teamkpi.intake.source import Intake
from teamkpi.ledger import Change, Rejection, Report, apply
from teamkpi.ledger.imports import ImportNote
from teamkpi.ledger.restore import restore

_RECORDS_BETWEEN_LOOKS: Final = 1000


def run_import(
    conn: Connection,
    network_id: int,
    source: Intake,
    *,
    now: datetime,
    note: ImportNote,
    is_dry_run: bool = False,
    keep_good: bool = False,
    is_replacing: bool = False,
    on_read: Callable[[int], object] = bool,
    on_all_read: Callable[[], object] = bool,
    on_record: Callable[[Change], object] | None = None,
    also: Callable[[Outcome], object] = bool,
) -> Outcome:
    """Import what a source has, or see what an import would do, and return its outcome.

    ``on_read`` is called now and then with the number of bytes read, ``on_all_read`` once all of them are, and
    ``on_record`` with each record; an exception of these ends the import. ``also`` is called with the outcome inside
    the transaction that stores the records, and writes on ``conn``. If a record is rejected, nothing is stored, unless
    ``keep_good``. Records of a kind that is mirrored from elsewhere are rejected, except in an export with history,
    which only an empty network takes.
    """

    def outcome(report: Report, *, is_stored: bool) -> Outcome:
        findings = [source.located(one) for one in report.findings] + source.not_read
        return Outcome(source, report, findings, is_stored=is_stored, is_dry_run=is_dry_run)

    is_stored = not is_dry_run
    records: Iterable[Change | Rejection] = Replacing(source, conn, network_id) if is_replacing else source
    try:
        if source.known_since:
            report = restore(conn, network_id, source, now=now, on_read=on_read)
        else:
            report = apply(
                conn,
                network_id,
                _Watched(records, source, on_read, on_all_read, on_record),
                now=now,
                keep_good=keep_good,
                look_closer=True,
                is_dry_run=is_dry_run,
                is_local=True,
                also=lambda report: also(outcome(report, is_stored=is_stored)),
                as_import=None if is_dry_run else note,
            )
    except BatchRejected as rejected:
        report, is_stored = rejected.report, False
    return outcome(report, is_stored=is_stored)


class _Watched:
    """Records of a source that say how far it is read; they can be read again, as their source can."""

    def __init__(
        self,
        records: Iterable[Change | Rejection],
        source: Intake,
        on_read: Callable[[int], object],
        on_all_read: Callable[[], object],
        on_record: Callable[[Change], object] | None,
    ) -> None:
        self._records = records
        self._source = source
        self._on_read = on_read
        self._on_all_read = on_all_read
        self._on_record = on_record

    def __iter__(self) -> Iterator[Change | Rejection]:
        for number, change in enumerate(self._records):
            if number % _RECORDS_BETWEEN_LOOKS == 0:
                self._on_read(self._source.bytes_read)
            if self._on_record is not None and isinstance(change, Change):
                self._on_record(change)
            yield change
        self._on_all_read()
