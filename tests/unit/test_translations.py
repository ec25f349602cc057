"""Whatever the console shows of the program's own texts is there in Spanish; one without a translation fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from teamkpi.api.backoffice.import_wording import delivery_refusal_in
from teamkpi.api.backoffice.translations import AREAS, said
from unit.test_import_wording import SAMPLE, texts

SOURCES = {
    "accounts": (
        *("access.py", "access_hosts.py", "access_networks.py", "invitations.py", "keys.py", "links.py", "people.py"),
        *("providers.py", "roles.py", "sealing.py", "webhooks.py"),
    ),
    "api/backoffice": ("*.py",),
    "api/http": ("json_body.py", "query.py"),
    "db": ("cluster.py", "objects.py", "requirements.py"),
    "doctor": ("*.py",),
    "hooks": ("addresses.py", "messages.py", "posting.py", "registry.py"),
    "intake": ("staged.py",),
    "ledger": ("deliveries.py", "kept_elsewhere.py", "local_ids.py", "undo.py"),
    "mail": ("alerts.py", "compose.py", "reports.py", "smtp.py", "worker.py"),
    "mirror": ("failures.py", "status.py"),
    "outbox": ("*.py",),
    ".": ("looks.py", "networks.py"),
}
"""The files whose texts the console shows: refusals, findings of checks, notes, and why mail or hooks failed."""
MADE_BY = {"Failure", "Finding", "NotSent", "Requirement", "answer", "append", "_refused"}
"""What else makes a text, besides what is raised."""
NAMES = {"advice", "lacking", "reason", "text"}
"""The variables that a text is put together in, besides constants."""
CONSTANTS = {"CAME_BACK", "EXPIRED", "FAULTY", "NOBODY", "_NOT_UTF8", "_NO_KEY", "_WRONG_KEY"}
SHOWN_ELSEWHERE = {"GrantRefused", "OperatorRefused", "NetworkNotFound", "AssertionError", "RuntimeError", "TypeError"}
"""Errors whose texts the console does not show: it has its own for their codes, or they never reach it."""
IN_TERMINALS = {
    "a mail server needs both a user and a password, or neither: 7",
    "the network 7 receives records from another system 7, whose 32-bit ids could clash with these",
}
"""What only a command says, besides the settings at the start."""
_NEEDS_A_KEY = (
    "needs a key that encrypts its secret: set TEAMKPI_SECRET_KEY, for example to the output of `openssl rand -base64 "
    "32`, for this command and for every server, and keep a copy of it"
)
COMPOSED = {
    "7, 7 days ago": "the last verified one was made on 2026-11-01 04:00 UTC, 17 days ago",
    "7 must be true or false": "must be true or false",
    "Entity must be one of 7": "must be one of bookings, charges",
    "KeepGood cannot be used with Replace: a rejected row may be a record to keep": (
        "cannot be used with Replace: a rejected row may be a record to keep"
    ),
    f"{{}} {_NEEDS_A_KEY}": f"a webhook {_NEEDS_A_KEY}",
}
"""Texts that are put together from others, or follow the name of a field, and what they can be."""
NO_TEXT = {", place unknown", "7: 7", "Mapping 7", "Zone 7", "PostgreSQL 7.7", "time zones", "second factor"}


def raised(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=args)) if name not in SHOWN_ELSEWHERE:
            yield from (text for one in args for text in texts(one))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in MADE_BY:
            yield from (text for one in args for text in texts(one))
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMES | CONSTANTS:
            yield from texts(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in CONSTANTS:
            yield from texts(value)
        case ast.FunctionDef(name="_why_not_connected" | "in_words" | "_microseconds"):
            made = (one.value for one in ast.walk(node) if isinstance(one, ast.Return | ast.Assign))
            yield from (text for one in made if one for text in texts(one) if SAMPLE not in text)


def all_texts() -> list[str]:
    root = Path(str(files("teamkpi")))
    found = (
        text
        for folder, names in SOURCES.items()
        for name in names
        for file in root.joinpath(folder).glob(name)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for text in raised(node)
    )
    words = {COMPOSED.get(one, one) for one in found if " " in one.strip()} - NO_TEXT - IN_TERMINALS
    return sorted(one for one in words if not one.startswith("TEAMKPI_SMTP"))


def test_texts_of_every_area_are_found() -> None:
    assert len(all_texts()) > 200
    assert {
        "must be a picture: PNG, JPEG, WebP or SVG",
        "another network already answers for 7",
        "refused the user or the password (7)",
        "update the older tzdata",
        "the service ignores orderBy: deletions are not found by sweeps",
        "the host could not be reached",
    } <= set(all_texts())


@pytest.mark.parametrize("english", all_texts())
def test_each_text_has_a_translation(english: str) -> None:
    assert said(english, "es") != english
    assert said(english, "en") == english


def test_the_areas_do_not_contradict_each_other() -> None:
    whole: dict[str, str] = {}
    for area in AREAS.values():
        for english, other in area.items():
            assert whole.setdefault(english, other) == other
            assert english.count("{}") + english.count("{~}") == other.count("{}")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            "under way: 1,2 of 3; the service ignores orderBy: deletions are not found by sweeps; 2 refused",
            "en curso: 1,2 de 3; el servicio ignora orderBy: al releerlo no se encuentran los borrados; 2 rechazados",
        ),
        (
            "member 1, in all, place unknown: booked: stored nothing, right 5 µs; checked in: stored 1 µs, right 2 µs",
            (
                "miembro 1, en total, lugar desconocido: reservado: guardado nada, correcto 5 µs; presente: guardado "
                "1 µs, correcto 2 µs"
            ),
        ),
        (
            "earlier versions 180 days (TEAMKPI_A); used tokens until they expire (TEAMKPI_B), by `teamkpi worker`",
            (
                "versiones anteriores: 180 días (TEAMKPI_A); tokens usados: hasta que caduquen (TEAMKPI_B), "
                "por `teamkpi worker`"
            ),
        ),
        ("table a is missing; index b differs; and 3 more", "falta table a; index b es distinto; y 3 más"),
        ("the mail server rejected the recipient (550)", "el servidor de correo rechazó el destinatario (550)"),
        (
            "the mail server has no valid certificate: self-signed certificate",
            "el servidor de correo no tiene un certificado válido: self-signed certificate",
        ),
        ("the service cannot be reached: no route", "no se puede contactar con el servicio: no route"),
    ],
)
def test_texts_that_are_put_together(english: str, spanish: str) -> None:
    assert said(english, "es") == spanish


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Booking: ToTime is a required field", "Booking: ToTime es un campo obligatorio"),
        ("the webhook lacks the role Booking-Edit", "al webhook le falta el rol Booking-Edit"),
        ("body is not valid UTF-8", "el contenido no es UTF-8 válido"),
    ],
)
def test_why_a_delivery_failed(english: str, spanish: str) -> None:
    assert delivery_refusal_in(english, "es") == spanish
    assert delivery_refusal_in(english, "en") == english


@pytest.mark.parametrize("filled", ["body ", "; ", "looks like ", " (", "member , : ", "x"])
def test_what_is_quoted_may_look_like_texts_of_the_program(filled: str) -> None:
    quoted = (filled * 1000)[:900]
    assert all(said(text, "es") for text in (quoted, f"the mail server {quoted}", f"{quoted}; {quoted}"))
    assert quoted in said(f"the mail server rejected the mail ({quoted})", "es")
    assert said(quoted * 1000, "es") == quoted * 1000
