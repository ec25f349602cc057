"""Handlers of the back office's calls, the same for every entity."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Raw
from psycopg import Connection

from teamkpi.api.backoffice import commands
from teamkpi.api.backoffice.bodies import (
    alteration,
    id_of,
    read_object,
    replacement,
    size_of_lists,
    with_relations,
)
from teamkpi.api.backoffice.creations import Creations, Wanted
from teamkpi.api.backoffice.envelopes import (
    answering,
    created,
    done,
    json_answer,
    page_answer,
    short_page_answer,
    with_version,
)
from teamkpi.api.backoffice.harmless_fields import length_of
from teamkpi.api.backoffice.parameters import SeveralIds, read_list
from teamkpi.api.backoffice.people_shown import shows_rows
from teamkpi.api.backoffice.record_types import record_of, title
from teamkpi.api.callers.operators import Operator, Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.http.conditional import versions
from teamkpi.api.http.query import pairs_of, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response, compressed
from teamkpi.api.workers import ROW_BYTES
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.ledger import Entity, Revision, revise
from teamkpi.ledger.listing import Listing, Totals, read_page, read_records
from teamkpi.ledger.revise import Record, Versions
from teamkpi.ledger.rows import IS_DELETED
from teamkpi.ledger.short_listing import read_short_page
from teamkpi.ledger.values import COUNT

# A byte of a query is more work than one of a body, as each condition is looked up and read by its field.
_BYTES_OF_CONDITIONS: Final = 4
MOST_AT_ONCE: Final = 500
"""Limit of ``CreateMultiple``, in records."""


class BackOffice:
    """The work of all calls, for any entity."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.run = services.workers.run
        self.totals = Totals()
        self.creations = Creations(services)

    async def listed(self, who: Operator, entity: Entity, query_string: bytes) -> Response:
        """Return a page of a list, or the records with the given ids."""
        asked = await self.run(len(query_string) * _BYTES_OF_CONDITIONS, lambda: read_list(entity, query_string))
        if isinstance(asked, SeveralIds):
            return json_answer([record for record, _ in await self._records(who, entity, asked.ids)])
        if asked.most is not None:
            return await self._listed_in_short(who, asked)
        walker, now = _walker(who, asked), self.services.now()
        page = await self.services.database.read(
            lambda conn: read_page(conn, who.network_id, asked, self.totals, walker=walker, now=now)
        )
        shows_rows(entity, page.rows)
        size = sum(ROW_BYTES + length_of(entity, row) for row in page.rows)
        return await self.run(size, lambda: page_answer(asked, page))

    async def _listed_in_short(self, who: Operator, asked: Listing) -> Response:
        """Return a page of the first records of a list."""
        now = self.services.now()
        found = await self.services.database.read(lambda conn: read_short_page(conn, who.network_id, asked, now=now))
        shows_rows(asked.entity, found.page.rows)
        size = sum(ROW_BYTES + length_of(asked.entity, row) for row in found.page.rows)
        return await self.run(size, lambda: short_page_answer(found))

    async def one(self, who: Operator, entity: Entity, record_id: int | None) -> Response:
        """Return a record; raises RecordNotFound."""
        records = [] if record_id is None else await self._records(who, entity, (record_id,))
        if not records:
            raise RecordNotFound
        record, held_since = records[0]
        return with_version(json_answer(record), held_since)

    async def _records(self, who: Operator, entity: Entity, ids: tuple[int, ...]) -> list[tuple[Raw, datetime]]:
        now = self.services.now()
        found = await self.services.database.read(lambda conn: read_records(conn, who.network_id, entity, ids, now=now))
        shows_rows(entity, [one.row for one in found])
        size = sum(ROW_BYTES + length_of(entity, one.row) for one in found)
        return await self.run(
            size, lambda: [(record_of(entity, one.row, one.derived), one.held_since) for one in found]
        )

    async def created(self, who: Operator, entity: Entity, body: dict[str, Any]) -> Response:
        """Create a record, or several passes, and return the first of them; raises what the ledger raises."""
        own_id = id_of(body)
        count = _how_many(entity, body)
        if own_id is not None and count > 1:
            raise BadRequest("Id", "cannot be given for several records")
        made_of = await self.run(size_of_lists(entity, body), lambda: with_relations(entity, body)(None))
        record = {**made_of, "UpdatedBy": who.name}
        if own_id is not None:
            # A record sent with an id comes from another system, so it keeps its UniqueId as well.
            record |= {"Id": own_id, "UniqueId": body.get("UniqueId")}
        who.require_for(entity.plural, None, record)

        made = await self.creations.make(Wanted(who, entity, record, own_id, count))
        row = _without_mark(made.rows[0])
        name = title(entity, row[0], record)
        what = name if count == 1 else f"{name}, the first of {count},"
        answer = await self.run(length_of(entity, row), lambda: record_of(entity, row, made.derived))
        return created(entity, who, made.now, f"{what} was successfully created.", answer)

    async def replaced(self, asked: Asked, record_id: int | None) -> Response:
        """Replace the record named by the path or the body; raises RecordNotFound and what the ledger raises."""
        return await self._edited(asked, record_id, replacement)

    async def altered(self, asked: Asked, record_id: int | None) -> Response:
        """Change the fields of a record that are in the body; raises RecordNotFound and what the ledger raises."""
        return await self._edited(asked, record_id, alteration)

    async def _edited(self, asked: Asked, record_id: int | None, made_of: Edit) -> Response:
        who, entity, body = asked.who, asked.entity, asked.sent
        named = id_of(body)
        if record_id is None:
            record_id = named
        if record_id is None:
            raise BadRequest("Id", "is a required field")
        if named not in {None, record_id}:
            raise BadRequest("Id", "must be the one in the path")
        change = await self.run(size_of_lists(entity, body), lambda: made_of(entity, body, who.name))
        now, versions = await self.revise(who, [Revision(entity.plural, record_id, change, asked.only_if)])
        response = done(who, now, f"{title(entity, record_id, body)} was successfully updated.", record_id)
        return with_version(response, versions[entity.plural, record_id].after)

    async def deleted(self, asked: Asked) -> Response:
        """Delete a record; raises RecordNotFound."""
        who, entity, record_id = asked.who, asked.entity, asked.record_id
        if record_id is None:
            raise RecordNotFound
        now, _ = await self.revise(who, [Revision(entity.plural, record_id, commands.tombstone, asked.only_if)])
        return done(who, now, f"{entity.name} {record_id} was successfully deleted.", record_id)

    async def revise(
        self, who: Operator, revisions: list[Revision]
    ) -> tuple[datetime, dict[tuple[str, int], Versions]]:
        """Make changes in one transaction; return when, and the versions of each record before and after."""

        def work(conn: Connection) -> tuple[datetime, dict[tuple[str, int], Versions]]:
            now = self.services.now()
            versions: dict[tuple[str, int], Versions] = {}
            checked = [who.checked(one) for one in revisions]
            revise(conn, who.network_id, checked, now=now, author=who.author, versions=versions)
            return now, versions

        return await self.services.database.write(work)

    async def run_command(self, who: Operator, entity: Entity, body: dict[str, Any]) -> Response:
        """Run a command and return its result in an envelope."""

        async def work(revisions: list[Revision]) -> datetime:
            now, _ = await self.revise(who, revisions)
            return now

        return await commands.run(entity, body, who, work)


def _walker(who: Operator, listing: Listing) -> bytes:
    """Return a digest that identifies the caller and the list, the same for every page."""
    author = who.author
    asked = (author.account_id, author.key_id, author.address, listing.entity.plural, listing.conditions, listing.size)
    return hashlib.sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()


def _without_mark(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row without ``is_deleted``."""
    return row[:IS_DELETED] + row[IS_DELETED + 1 :]


def _how_many(entity: Entity, body: dict[str, Any]) -> int:
    value = body.get("CreateMultiple")
    if not entity.creates_several or value in (None, ""):
        return 1
    try:
        count = int(COUNT.read(value))
    except ValueError as error:
        raise BadRequest("CreateMultiple", str(error)) from None
    if not 1 <= count <= MOST_AT_ONCE:
        raise BadRequest("CreateMultiple", f"must be from 1 to {MOST_AT_ONCE}")
    return count


def path_of(entity: Entity) -> str:
    """Return the path of an entity's records."""
    return f"/api/{entity.module}/{entity.plural}"


class Asked(NamedTuple):
    """An authorised request about an entity, with its body or its parameters."""

    office: BackOffice
    who: Operator
    entity: Entity
    request: HttpRequest
    sent: dict[str, Any]

    @property
    def record_id(self) -> int | None:
        """The id in the path; None if it is not a valid id."""
        return positive_number(self.request.path_params["id"])

    @property
    def only_if(self) -> frozenset[datetime] | None:
        """The versions in ``If-Match``; None if any version will do. A tag that is not a version matches none."""
        return versions(self.request.scope)


Work: TypeAlias = Callable[[Asked], Awaitable[Response]]
Edit: TypeAlias = Callable[[Entity, dict[str, Any], str], Callable[[Record | None], Record]]
"""Makes an edit of the stored record from a body and the name of its sender."""


@dataclass(frozen=True, slots=True)
class Responder:
    """Responds to requests about one entity: authenticates, checks the role, reads the body, then runs the work."""

    entity: Entity
    right: Right
    work: Work
    has_body: bool

    async def __call__(self, services: Services, request: HttpRequest) -> Response:
        """Return the response; errors have the form of the back office."""
        office = services.one(BackOffice)
        who = await operator(services, request)
        who.require(self.entity.name, self.right)
        sent: dict[str, Any] = {}

        async def work() -> Response:
            if self.has_body:
                sent.update(await read_object(request, dict))
            try:
                return await self.work(Asked(office, who, self.entity, request, sent))
            except BadRequest:
                if not self.has_body:  # the refusal says what was sent
                    query: bytes = request.scope["query_string"]
                    sent.update(await services.workers.run(len(query), lambda: pairs_of(query)))
                raise

        response = await answering(request, work, sent)
        if request.method == "GET" and response.status_code == 200:
            return await compressed(request, response, services.workers.run)
        return response


async def list_records(asked: Asked) -> Response:
    """Return a page of records, or the records with the given ids."""
    return await asked.office.listed(asked.who, asked.entity, asked.request.scope["query_string"])


async def read_one(asked: Asked) -> Response:
    """Return the record in the path."""
    return await asked.office.one(asked.who, asked.entity, asked.record_id)


async def create_one(asked: Asked) -> Response:
    """Store a new record, or several."""
    return await asked.office.created(asked.who, asked.entity, asked.sent)


async def replace_named(asked: Asked) -> Response:
    """Replace the record named in the body."""
    return await asked.office.replaced(asked, None)


async def replace_one(asked: Asked) -> Response:
    """Replace the record in the path."""
    if asked.record_id is None:
        raise RecordNotFound
    return await asked.office.replaced(asked, asked.record_id)


async def alter_one(asked: Asked) -> Response:
    """Change some fields of the record in the path."""
    if asked.record_id is None:
        raise RecordNotFound
    return await asked.office.altered(asked, asked.record_id)


async def delete_one(asked: Asked) -> Response:
    """Delete the record in the path."""
    return await asked.office.deleted(asked)


async def list_commands(asked: Asked) -> Response:
    """Return the commands of the entity."""
    return json_answer(commands.of(asked.entity))


async def run_command(asked: Asked) -> Response:
    """Run a command on records."""
    return await asked.office.run_command(asked.who, asked.entity, asked.sent)
