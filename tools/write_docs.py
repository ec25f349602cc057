"""Write the generated parts of the documentation, or with ``--check`` say which of them are stale.

A page is written by hand; between the lines ``<!-- generated: NAME -->`` and ``<!-- end -->`` stands what the code
says. So a setting, a command, an error, a call, an entity and a figure is described where it is declared, once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click
import msgspec

from kpi_example import kpi_example, why_example
from teamkpi import errors
from teamkpi.accounts.security import COMMON_FIELDS, EVENTS
from teamkpi.api.backoffice import declarations as backoffice
from teamkpi.api.backoffice.handlers import path_of
from teamkpi.api.contract import example_of
from teamkpi.api.http.declarations import JsonBody, Operation
from teamkpi.api.http.problems import PROBLEMS
from teamkpi.api.registry import OPERATIONS
from teamkpi.api.serving import telemetry
from teamkpi.cli import EXIT_CODES, program
from teamkpi.cli.invocation import declares_creating, declares_only_reading
from teamkpi.kpi import FIGURES
from teamkpi.kpi.metrics import METRICS
from teamkpi.ledger import ENTITIES, Entity, Field
from teamkpi.ledger.documented import DERIVED, NOT_KEPT
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.events import ACTIONS
from teamkpi.mirror import FAILURES
from teamkpi.settings import Settings, default_data_dir, text_of, variable_of
from teamkpi.wire import encode

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+(?: \S+)?) -->\n)(?P<part>.*?)(<!-- end -->)", re.DOTALL)
# The default depends on the machine; see default_data_dir().
_DATA_DIR = "the user's data folder; `/var/lib/teamkpi` for root"


def known_blocks() -> set[str]:
    """Return the names of all generated parts: each has its place in a page, or something is not described."""
    # The calls of the back office are the same for every entity, and described once for all.
    one_by_one = [one for one in OPERATIONS if one not in backoffice.OPERATIONS]
    return {*_WHOLE, *(f"call {operation.id}" for operation in one_by_one)}


def pages(root: Path = ROOT) -> Iterator[Path]:
    """Yield every page of the documentation."""
    yield from (root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))
    yield from sorted((root / "docs").rglob("*.md"))


def parts(text: str) -> dict[str, str]:
    """Return the generated parts of a page as they stand there, by name."""
    return {block["name"]: block["part"].strip() for block in _BLOCK.finditer(text)}


def written(text: str) -> str:
    """Return a page with its generated parts as the code says them now; raises KeyError for an unknown one."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{generate(block['name'])}\n\n{block[4]}", text)


def generate(name: str) -> str:
    """Return what a generated part says now; raises KeyError for an unknown one."""
    kind, _, argument = name.partition(" ")
    return (_WITH_ARGUMENT[kind](argument) if argument else _WHOLE[kind]()).strip()


def _table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def settings() -> str:
    """Return the table of all settings."""

    def rows() -> Iterator[tuple[str, ...]]:
        defaults = Settings()
        for setting in fields(Settings):
            value = text_of(getattr(defaults, setting.name))
            default = f"`{value}`" if value else "none"
            default = _DATA_DIR if setting.name == "data_dir" else default
            flag = (
                "none: it is a secret" if setting.metadata.get("is_secret") else f"`--{setting.name.replace('_', '-')}`"
            )
            yield f"`{variable_of(setting.name)}`", flag, default, setting.metadata["doc"]
        option = next(one for one in program.params if one.name == "network_name")
        assert isinstance(option, click.Option)  # noqa: S101 - tells the type checker
        yield f"`{option.envvar}`", "`--network`", f"`{option.default}`", option.help or ""

    return _table(("Variable", "Flag", "Default", "Meaning"), rows())


def figures() -> str:
    """Return the figures, one table for each group."""
    tables = []
    for group in dict.fromkeys(figure.group for figure in FIGURES):
        rows = (
            (f"`{figure.wire}`", figure.label, str(figure.unit), figure.meaning, f"`{figure.example}`")
            for figure in FIGURES
            if figure.group == group
        )
        tables.append(f"### {group}\n\n" + _table(("Field", "Name", "Unit", "Meaning", "Example"), rows))
    return "\n\n".join(tables)


def metrics() -> str:
    """Return the fields of a month of a team's metrics."""
    rows = ((f"`{one.wire}`", one.meaning, f"`{one.example}`") for one in METRICS)
    return _table(("Field", "Meaning", "Example"), rows)


def problems() -> str:
    """Return the table of problem codes."""
    rows = ((f"`{kind.code}`", kind.statuses, kind.title, kind.meaning) for kind in PROBLEMS.values())
    return _table(("Code", "Status", "Title", "Meaning"), rows)


def error_tree() -> str:
    """Return the table of errors that the Python library raises."""

    def rows() -> Iterator[tuple[str, ...]]:
        for error in vars(errors).values():
            if isinstance(error, type) and issubclass(error, errors.TeamkpiError):
                yield f"`{error.__name__}`", (error.__doc__ or "").split("\n\n")[0].strip()

    return _table(("Error", "Meaning"), rows())


def exit_codes() -> str:
    """Return the table of exit codes."""
    return _table(("Code", "Meaning"), ((str(code), meaning) for code, meaning in EXIT_CODES.items()))


def commands() -> str:
    """Return every command with its usage and its options."""
    return "\n\n".join(_commands(program, click.Context(program, info_name="teamkpi")))


def _commands(command: click.Command, ctx: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(ctx))
    yield f"### `{ctx.command_path}`\n\n```\n{ctx.command_path} {usage}\n```\n\n{_prose(command)}"
    options = [one for one in command.get_params(ctx) if isinstance(one, click.Option)]
    rows = [row for row in (one.get_help_record(ctx) for one in options) if row and "--help" not in row[0]]
    if rows:
        yield _table(("Option", "Meaning"), ((f"`{names}`", _of_any_machine(text)) for names, text in rows))
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None  # noqa: S101 - tells the type checker
            yield from _commands(below, click.Context(below, info_name=name, parent=ctx))


def _prose(command: click.Command) -> str:
    prose = re.sub(r"(?<!\n)\n(?!\n)", " ", cleandoc(command.help or ""))
    if declares_only_reading(command):
        return f"{prose}\n\nOnly reads the database."
    return f"{prose}\n\nCreates the embedded database if there is none." if declares_creating(command) else prose


def _of_any_machine(text: str) -> str:
    text = text.replace(str(default_data_dir()), _DATA_DIR.replace("`", "")).replace(" [x>=0]", "")
    return re.sub(r" {2,}", " ", text)


def entities() -> str:
    """Return every entity with its fields."""
    common = "### Every record\n\n" + _fields(COMMON)
    return "\n\n".join([common, *(_entity(one) for one in ENTITIES.values())])


def _entity(entity: Entity) -> str:
    orders = (f"`{later}` is not before `{first}`" for first, later in entity.ordered)
    rules = "".join(f" {order}." for order in orders)
    kept = f"### `{entity.plural}`\n\nModule `{entity.module}`.{rules}\n\n{_fields(entity.fields)}"
    derived = ", ".join(f"`{one.name}`" for one in DERIVED[entity.plural])
    others = ", ".join(
        f"`{one.name}`" + ("" if one.value is None else f" ({encode(one.value).decode()})")
        for one in NOT_KEPT[entity.plural]
    )
    return "\n\n".join(
        part
        for part in (
            kept,
            derived and f"Worked out when a record is read: {derived}.",
            others and f"Not kept; in records of the back office always null, or what stands in brackets: {others}.",
        )
        if part
    )


def _fields(declared: tuple[Field, ...]) -> str:
    rows = ((f"`{one.name}`", _holds(one), _when_absent(one)) for one in declared)
    return _table(("Field", "Type", "When absent or null"), rows)


def _holds(one: Field) -> str:
    return f"{one.kind.name}, of `{one.refers_to}`" if one.refers_to else one.kind.name


def _when_absent(one: Field) -> str:
    if one.required:
        return "**required**"
    if one.same_as:
        return f"as `{one.same_as}`"
    derived = {"UniqueId": "derived from network, entity and `Id`", "CreatedOn": "as `UpdatedOn`",
               "UpdatedOn": "a local write: now"}  # fmt: skip
    if one.name in derived:
        return derived[one.name]
    if one.stays_when_absent:
        given = f"as `{one.also}`, if that is there; otherwise " if one.also else ""
        return f"{given}as it is held; empty in a new record"
    return encode(one.default).decode()


def back_office_calls() -> str:
    """Return the calls of the back office, by the example of bookings."""
    calls = [one for one in backoffice.OPERATIONS if one.tag == "Back office: bookings"]
    rows = ((f"`{one.method.upper()} {one.path}`", one.description.replace("Booking-", "Entity-")) for one in calls)
    examples = []
    for operation_id, meaning in (("getBooking", "A record"), ("listBookings", "A page of a list")):
        examples.append(f"{meaning}:\n\n{_as_json(_real_answer(operation_id))}")
    return "\n\n".join([_table(("Call", "What it does"), rows), *examples])


def back_office_entities() -> str:
    """Return the entities of the back office with their paths."""
    rows = ((f"`{one.name}`", f"`{path_of(one)}`", _references(one)) for one in ENTITIES.values())
    return _table(("Entity", "Path", "Filters by what it belongs to"), rows)


def _references(entity: Entity) -> str:
    names = [one.name for one in entity.fields if one.kind.name in {"id", "list of ids"}]
    return ", ".join(f"`{entity.name}_{name.removesuffix('Id')}`" for name in names) or "none"


def mirror_failures() -> str:
    """Return every failure of a mirror's source, with what to do about it."""
    rows = (
        (f"`{code}`", f"{one.meaning[0].upper()}{one.meaning[1:]}", one.advice.replace("|", "\\|"))
        for code, one in FAILURES.items()
    )
    return _table(("Code", "What is wrong", "What to do"), rows)


def webhook_events() -> str:
    """Return, for each entity, by which fields its records are known and which events they come with."""

    def rows() -> Iterator[tuple[str, ...]]:
        for plural, entity in ENTITIES.items():
            events = [f"`{one.name}` {one.number}" for one in ACTIONS.values() if one.entity == plural]
            known_by = ", ".join(f"`{name}`" for name in entity.known_by)
            yield f"`{entity.name}`", known_by, ", ".join(events) or "none"

    return _table(("`TypeName`", "Fields that tell it", "Events, with their numbers"), rows())


def security_events() -> str:
    """Return every security event, with what it means and the fields of its own."""
    rows = (
        (
            f"`{one.name}`",
            "warning" if one.is_warning else "info",
            one.meaning,
            " ".join(f"`{name}`: {meaning}" for name, meaning in one.fields.items()),
        )
        for one in EVENTS.values()
    )
    return _table(("Event", "Level", "Meaning", "Fields of its own"), rows)


def monitoring() -> str:
    """Return every metric for monitoring, with its labels."""

    def rows() -> Iterator[tuple[str, ...]]:
        for one in telemetry.METRICS:
            labels = "<br>".join(f"`{name}`: {text}" for name, text in one.labels.items())
            yield f"`{one.name}`", one.kind, one.text, labels

    return _table(("Metric", "Kind", "Meaning", "Labels"), rows())


def security_fields() -> str:
    """Return the fields that every security event has."""
    return _table(("Field", "Meaning"), ((f"`{name}`", meaning) for name, meaning in COMMON_FIELDS.items()))


def call(operation_id: str) -> str:
    """Return what one HTTP call takes and answers."""
    operation = next(one for one in OPERATIONS if one.id == operation_id)
    pieces = [f"`{operation.method.upper()} {operation.path}`", operation.description]
    if operation.parameters:
        rows = (
            (f"`{one.name}`", one.place, "yes" if one.required else "", one.description) for one in operation.parameters
        )
        pieces.append(_table(("Parameter", "In", "Required", "Meaning"), rows))
    if operation.json:
        pieces.extend(_request(operation.json))
    pieces.append(_table(("Status", "Code", "Meaning"), _answers(operation)))
    for status, reply in operation.replies.items():
        if reply.body:
            example = _real_answer(operation.id) if status == 200 else None
            if example is None:
                example = example_of(reply.body) if reply.example is None else reply.example
            pieces.append(f"Example of a {status}:\n\n{_as_json(example)}")
    return "\n\n".join(pieces)


def _real_answer(operation_id: str) -> Any:
    """Return the real answer that is kept of a call, None when there is none; the tests see to it that it stays one."""
    path = ROOT / "contract" / "examples" / f"{operation_id}.json"
    return msgspec.json.decode(path.read_bytes()) if path.exists() else None


def _request(body: JsonBody) -> Iterator[str]:
    is_list = body.schema["type"] == "array"
    schema = body.schema["items"] if is_list else body.schema
    required = schema.get("required", ())
    rows = (
        (f"`{name}`", _type(field), "yes" if name in required else "", field["description"])
        for name, field in schema["properties"].items()
    )
    yield _table(("Field of each entry" if is_list else "Field of the body", "Type", "Required", "Meaning"), rows)
    yield f"Example of a body:\n\n{_as_json(body.example)}"


def _type(schema: Mapping[str, Any]) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    least, most = ("minLength", "maxLength") if "string" in kinds else ("minItems", "maxItems")
    limits = " to ".join(str(schema[limit]) for limit in (least, most) if limit in schema)
    return " or ".join(kinds) + (f", {'at most ' if least not in schema else ''}{limits}" if most in schema else "")


def _as_json(example: Any) -> str:
    return f"```json\n{msgspec.json.format(encode(example), indent=2).decode()}\n```"


def _answers(operation: Operation) -> Iterator[tuple[str, ...]]:
    for status, reply in operation.replies.items():
        yield str(status), "", reply.description
    codes = {code: PROBLEMS[code].status_of(operation.method) for code in operation.all_problems}
    for code, status in sorted(codes.items(), key=lambda one: one[1]):
        yield str(status), f"`{code}`", PROBLEMS[code].meaning


_WHOLE: dict[str, Callable[[], str]] = {
    "settings": settings,
    "figures": figures,
    "metrics": metrics,
    "problems": problems,
    "errors": error_tree,
    "exit-codes": exit_codes,
    "commands": commands,
    "entities": entities,
    "back-office-calls": back_office_calls,
    "back-office-entities": back_office_entities,
    "kpi-example": kpi_example,
    "why-example": why_example,
    "webhook-events": webhook_events,
    "monitoring": monitoring,
    "mirror-failures": mirror_failures,
    "security-events": security_events,
    "security-fields": security_fields,
}
_WITH_ARGUMENT: dict[str, Callable[[str], str]] = {"call": call}


def main(arguments: list[Any]) -> int:
    """Write every page, or check them."""
    stale = []
    for page in pages():
        before = page.read_text(encoding="utf-8")
        after = written(before)
        if after != before:
            stale.append(page.relative_to(ROOT))
            if "--check" not in arguments:
                page.write_text(after, encoding="utf-8")
    for page in stale:
        print(f"{page}: {'stale; run `make docs`' if '--check' in arguments else 'written'}")
    if not stale:
        print("Every generated part of the documentation is fresh.")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
