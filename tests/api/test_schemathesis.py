"""Requests that Schemathesis makes of the contract, right and wrong: no call fails, all answers are described.

The same requests every time, so that a failure is there again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from psycopg import Connection
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.transport import Response

from api.backoffice import REQUIRED
from api.doorway import NOW, Space, account, running, store
from api.sampling import PLACES
from spaces import AUTHOR
from teamkpi.api.contract import document
from teamkpi.api.registry import OPERATIONS
from teamkpi.membership import NewMember, SignedIn, add_members

JANE = "jane@example.com"
SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))
EXAMPLES = 3

# Ids that are there, so that more than 404 is seen; wrong ones are drawn where requests are to be wrong.
TEXT = {"type": "string"}
KNOWN = PLACES | {"coworkerId": "102", "key": "unknown", "date": "2026-11-18"}

load_all_checks()
KEPT = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
CHECKED: Any = CHECKS.get_by_names(KEPT)
# With `_shape` fields are left out that the schema requires; what is left is compared by api.agreement.
CHECKED_OF_SHAPED: Any = CHECKS.get_by_names([name for name in KEPT if name != "response_schema_conformance"])


TEAM = {**REQUIRED["teams"], "Id": 55, "TeamMembers": [101, 102], "TeamAdministrators": [101]}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {plural: [{**record, "Id": 101}] for plural, record in REQUIRED.items()}
        | {"businesses": [{**REQUIRED["businesses"], "Id": 1}], "teams": [TEAM]},
    )
    # Who may ask for everything: an operator who is also an administrator of the team.
    jane = account(shared, JANE, operator=True)
    account(shared, "invited@example.com")
    add_members(
        shared, SignedIn(1, jane, JANE, [101]), 55, [NewMember("I", "invited@example.com")], author=AUTHOR, now=NOW
    )
    with running(shared_url, sign_in_tries_per_account=0, sign_in_tries_per_address=0) as space:
        yield space


@pytest.fixture(scope="module")
def token(space: Space) -> str:
    access: str = space.sign_in(JANE)["access_token"]
    return access


# Where nothing is taken, nothing can be wrong; nor in a header or a path that takes any text.
CASES = [
    pytest.param(operation, mode, id=f"{operation.id}-{mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode.is_positive
    or any(one.place != "header" and (one.place, one.schema) != ("path", TEXT) for one in operation.parameters)
    or operation.json
    or operation.form
]


@pytest.mark.parametrize(("operation", "mode"), CASES)
def test_no_answer_is_a_surprise(
    space: Space, shared: Connection[Any], token: str, operation: Any, mode: GenerationMode
) -> None:
    store(shared, {"teams": [TEAM]})  # one of the calls is to leave it
    path_parameters = {one.name: KNOWN[one.name] for one in operation.parameters if one.place == "path"}
    described = SCHEMA[operation.path][operation.method.upper()]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described.as_strategy(mode, path_parameters=path_parameters if mode.is_positive else None))
    def ask(case: schemathesis.Case[Any]) -> None:
        request = requests.Request(**case.as_transport_kwargs(base_url="http://teamkpi.test")).prepare()
        assert request.method
        assert request.url
        answer: httpx.Response = space.ask(
            request.method,
            request.url,
            # Headers may have any byte; as text the client takes those of ASCII alone.
            headers={
                name: one.encode("latin-1") if isinstance(one, str) else one for name, one in request.headers.items()
            },
            content=request.body or b"",
            token=token,
        )
        is_shaped = any(name.lower() == "_shape" for name in answer.request.url.params)
        # From httpx's answer, Schemathesis would prepare the same request again, which costs more than answering it.
        response = Response(
            status_code=answer.status_code,
            headers={name: answer.headers.get_list(name) for name in answer.headers},
            content=answer.content,
            request=request,
            elapsed=0,
            verify=False,
            message=answer.reason_phrase,
            encoding=answer.encoding,
        )
        case.validate_response(response, checks=CHECKED_OF_SHAPED if is_shaped else CHECKED)

    ask()
