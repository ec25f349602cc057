"""The command line: one file per command group.

In: arguments, the environment and standard input. Out: results on standard output, everything else on standard error,
and an exit code that scripts can rely on (``EXIT_CODES``). Always true: an error that the user can fix never shows a
traceback, and a password is never an argument, printed or logged.
"""

from __future__ import annotations

import io
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import FrameType

import click
import psycopg

from teamkpi.cli.invocation import Invocation, setting_option
from teamkpi.cli.parameters import in_plain_words
from teamkpi.cli.terminal import printable, say
from teamkpi.errors import DatabaseUnusable, NotKnownThen, SettingsError, TeamkpiError
from teamkpi.program_version import full_version
from teamkpi.wire import instant

DONE, ANSWER_IS_NO, WRONG_USAGE, UNUSABLE, INTERRUPTED = 0, 1, 2, 3, 130

EXIT_CODES = {
    DONE: "done",
    ANSWER_IS_NO: (
        "failed: records were rejected (also with --keep-good), differences were found, there is no "
        "such team, or the request was refused"
    ),
    WRONG_USAGE: "wrong usage, or a setting with an invalid value",
    UNUSABLE: "the database or something else on this machine cannot be used",
    INTERRUPTED: "interrupted (Ctrl-C)",
}

# Each command's module under teamkpi.cli, and its name there. A module is loaded when its command is first used, as
# most of what it imports is not needed by other commands.
_COMMANDS = {
    "demo": "demo.demo",
    "serve": "server.serve",
    "migrate": "server.migrate_command",
    "import": "importing.import_command",
    "export": "ledger.export_command",
    "kpi": "kpi.kpi",
    "why": "why.why",
    "changes": "changes.changes_command",
    "amounts": "amounts.amounts",
    "expiring": "expiring.expiring",
    "statement": "statement.statement",
    "account": "accounts.account",
    "setup-link": "setup_link.setup_link",
    "key": "keys.key",
    "audit": "audit.audit_command",
    "network": "network.network",
    "hook": "hook.hook",
    "webhook": "webhook.webhook",
    "provider": "provider.provider",
    "mirror": "mirror.mirror",
    "mail": "mail.mail",
    "alerts": "alerts.alerts",
    "worker": "worker.worker",
    "history": "history.history_command",
    "backup": "backup.backup",
    "restore": "backup.restore",
    "verify": "ledger.verify_command",
    "rebuild": "ledger.rebuild_command",
    "doctor": "server.doctor",
    "service": "service.service",
    "upgrade-database": "upgrade_database.upgrade_database",
    "person": "person.person",
}

_EPILOG = (
    "\b\nExit codes:\n"
    + "\n".join(f"  {code:<4} {meaning}" for code, meaning in EXIT_CODES.items())
    + "\n\nEvery flag that is a setting can be given as the environment variable named with it; the flag wins."
)


class Program(click.Group):
    """The group of all commands, loaded when needed; it turns errors into one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the alphabet's order."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name; None if there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"teamkpi.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name; for a mistyped one, the error suggests what may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=_COMMANDS, ctx=error.ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; errors that the user can fix are reported in one line."""
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            raise in_plain_words(error) from None
        except BrokenPipeError:  # the reader of the output has exited: click ends quietly
            raise
        except (KeyboardInterrupt, click.Abort):
            code, message = INTERRUPTED, ""
        except (TeamkpiError, psycopg.Error, OSError) as error:
            code, message = _outcome(error)
        if message:
            say(f"teamkpi: {printable(message, newlines=True)}", err=True)
        return ctx.exit(code)


def _outcome(error: TeamkpiError | psycopg.Error | OSError) -> tuple[int, str]:
    """Return the exit code of a command that failed, and what to say."""
    match error:
        case SettingsError():
            return WRONG_USAGE, str(error)
        case DatabaseUnusable():
            return UNUSABLE, str(error)
        case NotKnownThen():  # it names the parameter of a request
            return ANSWER_IS_NO, f"the history starts at {instant(error.known_since)}; nothing earlier is known"
        case TeamkpiError():  # some of these are errors of psycopg as well
            return ANSWER_IS_NO, str(error)
        case psycopg.Error():
            return UNUSABLE, f"the database failed: {str(error).strip() or type(error).__name__}"
        case OSError():
            return UNUSABLE, _words_of(error)


def _words_of(error: OSError) -> str:
    """Return what is wrong with a file or another resource, without the number of the error."""
    if not error.strerror:
        return str(error)
    return error.strerror if error.filename is None else f"{error.filename} cannot be used: {error.strerror}"


def _say_version(ctx: click.Context, _param: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        say(f"teamkpi {full_version()}")
        ctx.exit()


@click.group(cls=Program, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@setting_option("database_url")
@setting_option("data_dir")
@click.option(
    "--network",
    "network_name",
    envvar="TEAMKPI_NETWORK",
    show_envvar=True,
    default="default",
    show_default=True,
    metavar="NAME",
    help="The network to work on: one operator with all its locations.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
@click.pass_context
def program(ctx: click.Context, database_url: str | None, data_dir: Path | None, network_name: str) -> None:
    """Show what each member of a team used, has left, and will be billed for.

    The records are stored in an embedded PostgreSQL unless you give a database URL.
    """
    ctx.obj = Invocation.of_flags(network_name, database_url=database_url, data_dir=data_dir)


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # do not fail on a letter that the terminal cannot show
    # A polite kill unwinds like an error: transactions are rolled back, and the embedded server is released.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)
    program()


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
