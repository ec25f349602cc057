"""Runs over uploaded files: in threads of this process, one at a time.

A run has two connections: one that writes, without the time limit of requests, and one that stores the progress. If the
process ends, the database rolls the import back.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePath
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic
from typing import Any, Final

import msgspec
import psycopg
from psycopg import Connection

from teamkpi.accounts.roles import SEEN_IN_TEAMS, Right, role_of
from teamkpi.api.backoffice.import_wording import PROBLEM
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.operators import Operator
from teamkpi.api.callers.services import Services
from teamkpi.api.errors import ServiceUnavailable
from teamkpi.api.log import described
from teamkpi.errors import OperatorRefused, SourceError, TeamkpiError
from teamkpi.intake import Intake, Mapping
from teamkpi.intake.headings import folded
from teamkpi.intake.mapping import check
from teamkpi.intake.outcome import Outcome
from teamkpi.intake.present import has_records, locations
from teamkpi.intake.rejected import rejected_sheets
from teamkpi.intake.running import run_import
from teamkpi.intake.staged import Run, Shelf, StagedRun
from teamkpi.kpi.languages import Language
from teamkpi.ledger import ENTITIES, Change
from teamkpi.ledger.imports import ImportNote, hold_filling
from teamkpi.ledger.values import ZONE, Unreadable
from teamkpi.mirror import sources
from teamkpi.spreadsheet import Sheet, xlsx_file

# Each holds a connection, and the one that runs a second one: `doctor` counts them.
_MOST_AT_ONCE: Final = 8
_NOTED_EVERY: Final = 0.5
_MOST_PREVIEWED: Final = 5
NOT_EMPTY: Final = "the space has records already; made-up ones are only added to an empty space"
_MIRRORS: Final = "the space mirrors an account; made-up records would be mixed with its own"


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file, and what to do with its records."""

    mapping: Mapping | None = None
    """None: the mapping of the last import with the same headings, if there was one."""
    zone: str | None = None
    entity: str | None = None
    is_replacing: bool = False
    keep_good: bool = False

    @staticmethod
    def of(given: dict[str, Any]) -> Options:
        """Return the options of a JSON object; raises ValueError, which begins with the field's name."""
        try:
            mapping = msgspec.convert(given["Mapping"], Mapping) if given.get("Mapping") is not None else None
            if mapping is not None:
                check(mapping)
        except ValueError as error:
            raise ValueError(f"Mapping {error}") from None
        zone, entity = given.get("Zone"), given.get("Entity")
        try:
            zone = None if zone is None else str(ZONE.read(zone))
        except ValueError as error:
            raise ValueError(f"Zone {error}") from None
        if entity is not None and entity not in ENTITIES:
            raise ValueError(f"Entity must be one of {', '.join(ENTITIES)}")
        flags = [given.get(name) or False for name in ("Replace", "KeepGood")]
        for name, value in zip(("Replace", "KeepGood"), flags, strict=True):
            if not isinstance(value, bool):
                raise ValueError(f"{name} must be true or false")
        if all(flags):
            raise ValueError("KeepGood cannot be used with Replace: a rejected row may be a record to keep")
        return Options(mapping, zone, entity, *flags)

    def as_plain(self) -> dict[str, Any]:
        """Return them as a JSON object."""
        return {
            "Mapping": None if self.mapping is None else msgspec.to_builtins(self.mapping),
            "Zone": self.zone,
            "Entity": self.entity,
            "Replace": self.is_replacing,
            "KeepGood": self.keep_good,
        }


def require_all(who: Operator, plurals: list[str]) -> None:
    """Raise OperatorRefused unless somebody has every right to records of these entities.

    An import can create, change and delete records, and its report contains existing ones. An import of teams lets
    their members see some of each other's data.
    """
    for plural in plurals:
        for right in Right:
            who.require(ENTITIES[plural].name, right)
    if "teams" in plurals and who.roles is not None:
        missing = [role for role in SEEN_IN_TEAMS if role not in who.roles]
        if missing:
            raise OperatorRefused(
                f"The roles {', '.join(missing)} are needed as well: members of a team can see each other's figures.",
                role=", ".join(missing),
            )


def require_some(who: Operator) -> None:
    """Raise OperatorRefused unless somebody has every right to records of at least one entity."""
    if who.roles is None:
        return
    wanted = [[role_of(one.name, right) for right in Right] for one in ENTITIES.values()]
    if not any(who.roles.issuperset(roles) for roles in wanted):
        raise OperatorRefused("All roles of a kind of record are needed to import it.", role=", ".join(wanted[0]))


def why_not_empty(conn: Connection, network_id: int) -> str | None:
    """Return why a space cannot be filled with made-up records, or None."""
    if sources.find(conn, network_id) is not None:
        return _MIRRORS
    return NOT_EMPTY if has_records(conn, network_id) else None


class ImportRuns:
    """The runs of one server process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turn = Lock()
        self._places = BoundedSemaphore(_MOST_AT_ONCE)

    def start(self, who: Operator, number: int, run: Run, options: Options, language: Language = "en") -> None:
        """Begin a run over a file in a thread; ``language`` is that of the file of rejected rows.

        Raises what ``Shelf.begin`` raises, and ServiceUnavailable.
        """
        if not self._places.acquire(blocking=False):
            raise ServiceUnavailable
        with ExitStack() as undone:
            undone.callback(self._places.release)
            conn = undone.enter_context(closing(self._services.database.connect()))
            shelf = Shelf(who.network_id, who.author)
            staged = shelf.begin(conn, number, run, options.as_plain(), now=self._services.now())
            work = _Work(self._services, who, staged, run, options, conn, language)
            # A daemon: a server that stops does not wait for it, and the database rolls back what is not committed.
            Thread(target=self._in_turn, args=(work,), name="import", daemon=True).start()
            undone.pop_all()  # from here on it is the thread's

    def _in_turn(self, work: _Work) -> None:
        try:
            with self._turn, closing(work.staged):
                work.do()
        finally:
            self._places.release()


@dataclass(slots=True)
class _Preview:
    """The first records of each kind."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def see(self, change: Change) -> None:
        """Keep a record if it is among the first."""
        rows = self.rows.setdefault(change.entity, [])
        # A record with an unreadable value is among the rejected ones.
        if len(rows) < _MOST_PREVIEWED and not any(isinstance(one, Unreadable) for one in change.record.values()):
            rows.append(dict(change.record))


@dataclass(slots=True)
class _Work:
    """One run."""

    services: Services
    who: Operator
    staged: StagedRun
    run: Run
    options: Options
    conn: Connection
    """The connection that stores the progress."""
    language: Language = "en"
    """That of the file of rejected rows."""
    noted_on: float = 0.0

    def do(self) -> None:
        """Do it, and store the result, failures included."""
        try:
            self._do()
        except psycopg.Error as error:
            self._failed(error, "The database failed during the import; nothing was stored. Try again.")
        except TeamkpiError as error:
            with suppress(psycopg.Error):
                self.staged.end(now=self.services.now(), problem=str(error))
        except Exception as error:  # noqa: BLE001 - the last net of a thread
            self._failed(error, "The server failed, and nothing was stored. Its log says why.")

    def _failed(self, error: Exception, problem: str) -> None:
        self.services.log.error("import", network_id=self.who.network_id, error=described(error))
        with suppress(psycopg.Error):
            self.staged.end(now=self.services.now(), problem=problem)

    def _do(self) -> None:
        preview = _Preview()
        with tempfile.TemporaryDirectory(prefix="teamkpi-import-") as folder:
            source = self._source(Path(folder))
            require_all(self.who, [plural for plural, files in source.files_of().items() if files])
            headings = _digest(source)

            def end(outcome: Outcome, conn: Connection | None = None) -> None:
                # A table that could not be read completely has no rows to correct.
                sheets = self._rejected(source, outcome) if outcome.report.places else []
                rejected = xlsx_file(sheets) if sheets else None
                self.staged.end(
                    now=self.services.now(),
                    outcome=outcome,
                    preview=preview.rows,
                    rejected=rejected,
                    headings=headings,
                    conn=conn,
                )

            with closing(self.services.database.connect()) as writing:
                if self.staged.file.is_made_up:
                    self._require_empty(writing)
                outcome = run_import(
                    writing,
                    self.who.network_id,
                    source,
                    now=self.services.now(),
                    note=ImportNote(self.who.author, self.staged.file.name, self.staged.file.is_made_up),
                    is_dry_run=self.run == "check",
                    keep_good=self.options.keep_good,
                    is_replacing=self.options.is_replacing,
                    on_read=self._note,
                    on_record=preview.see,
                    also=(lambda outcome: end(outcome, writing)) if self.run == "import" else bool,
                )
                if not outcome.is_stored:
                    end(outcome)

    def _require_empty(self, writing: Connection) -> None:
        """Raise SourceError unless the space is empty; others that fill it wait until the connection is closed."""
        hold_filling(writing, self.who.network_id)
        if problem := why_not_empty(writing, self.who.network_id):
            raise SourceError(problem)

    def _rejected(self, source: Intake, outcome: Outcome) -> list[Sheet]:
        heading = PROBLEM[self.language]
        return rejected_sheets(source, outcome.report, heading=heading, said=lambda text: said(text, self.language))

    def _note(self, bytes_read: int) -> None:
        if monotonic() - self.noted_on > _NOTED_EVERY:
            self.noted_on = monotonic()
            self.staged.note(bytes_read)

    def _source(self, folder: Path) -> Intake:
        options, name = self.options, self.staged.file.name
        ending = PurePath(name).suffix.lower()
        if options.entity and ending == ".jsonl":
            name = f"{options.entity}{ending}"  # a file of JSON lines is known by its name alone
        path = self.staged.write_to(folder, name)
        mapping = options.mapping or Mapping()
        if options.entity and ending != ".zip":
            mapping = mapping.with_entity(name, options.entity)
        source = self._read(path, mapping, options.zone)
        if options.mapping is None and (found := self.staged.remembered(_digest(source))):
            before = msgspec.json.decode(found)
            remembered = Options.of({"Mapping": before["Mapping"], "Zone": before["Zone"]})
            if remembered.mapping or remembered.zone:
                self.options = Options(
                    remembered.mapping,
                    options.zone or remembered.zone,
                    options.entity,
                    options.is_replacing,
                    options.keep_good,
                )
                self.staged.note_options(self.options.as_plain())
                mapping = remembered.mapping or Mapping()
                if options.entity and ending != ".zip":
                    mapping = mapping.with_entity(name, options.entity)
                source = self._read(path, mapping, self.options.zone)
        return source

    def _read(self, path: Path, mapping: Mapping, zone: str | None) -> Intake:
        known = locations(self.conn, self.who.network_id)
        return Intake(path, mapping=mapping, zone=zone, locations=known, with_history=False)


def _digest(source: Intake) -> str:
    """Return a digest of the headings of a file's tables."""
    tables = sorted([layout.entity, *map(folded, layout.headings)] for layout in source.layouts)
    return sha256(msgspec.json.encode(tables)).hexdigest()
