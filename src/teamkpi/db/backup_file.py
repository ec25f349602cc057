"""The file format of a backup: a ZIP archive with a compressed member for each table, and a manifest.

Each member is the output of ``COPY``, compressed with Zstandard, so a table can be read without this program. The
manifest is last and has the SHA-256 digest of every table's content. A file gets its name only when it is complete and
flushed to disk, and only its owner can read it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import msgspec
import zstandard

from teamkpi import __version__
from teamkpi.errors import BackupError

OF_DATABASE: Final = 1
"""The format of a backup of a whole database."""
OF_NETWORK: Final = 2
"""The format of a file with one network."""
_READ_BY: Final = {
    OF_DATABASE: ("a whole database", "teamkpi restore"),
    OF_NETWORK: ("one network", "teamkpi network import"),
}
_MANIFEST: Final = "manifest.json"
_LEVEL: Final = 3
_BLOCK: Final = 2**20


class Table(msgspec.Struct, frozen=True):
    """A table of a backup: its columns in the order of the file, and the row count and digest of its content."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Network(msgspec.Struct, frozen=True):
    """The network that a file contains, as it was where the file was written."""

    id: int
    name: str
    hosts: list[str]


class Manifest(msgspec.Struct, frozen=True):
    """The content of a backup. ``tables`` are in an order in which they can be restored; ``sequences`` are by name."""

    format: int
    teamkpi: str
    made_on: datetime
    server_version: int
    migrations: list[str]
    tables: list[Table]
    sequences: dict[str, int]
    network: Network | None = None
    """The network, in a file with only one; its rows have no network id then, and ``sequences`` are by table."""


class Digest:
    """Counts the rows of a table's content and computes its digest while it is streamed."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.rows = 0

    def of(self, blocks: Iterable[bytes | memoryview | bytearray]) -> Iterator[bytes]:
        """Yield the blocks unchanged."""
        for block in blocks:
            content = bytes(block)
            self._sha256.update(content)
            self.rows += content.count(b"\n")  # a line break in a value is written as \n, in two characters
            yield content

    @property
    def sha256(self) -> str:
        """The digest of the content so far, in hexadecimal."""
        return self._sha256.hexdigest()


class Writer:
    """An archive that is being written."""

    def __init__(self, archive: zipfile.ZipFile, made_on: datetime) -> None:
        self._archive = archive
        self._made_on = made_on
        self._tables: list[Table] = []

    def add(self, name: str, columns: list[str], blocks: Iterable[bytes | memoryview | bytearray]) -> Table:
        """Write the content of a table, note it for the manifest, and return its entry there."""
        digest = Digest()
        compressor = zstandard.ZstdCompressor(level=_LEVEL)
        with (
            self._archive.open(self._member(_path_of(name)), "w", force_zip64=True) as member,
            compressor.stream_writer(member, closefd=False) as compressed,
        ):
            for block in digest.of(blocks):
                compressed.write(block)
        table = Table(name, columns, digest.rows, digest.sha256)
        self._tables.append(table)
        return table

    def manifest(
        self,
        form: int,
        *,
        server_version: int,
        migrations: list[str],
        sequences: dict[str, int],
        network: Network | None = None,
    ) -> Manifest:
        """Return the manifest of what was written so far, in one of the two formats."""
        return Manifest(
            format=form,
            teamkpi=__version__,
            made_on=self._made_on,
            server_version=server_version,
            migrations=migrations,
            tables=list(self._tables),
            sequences=sequences,
            network=network,
        )

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest."""
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        self._archive.writestr(self._member(_MANIFEST), text)

    def _member(self, name: str) -> zipfile.ZipInfo:
        member = zipfile.ZipInfo(name, self._made_on.timetuple()[:6])
        member.external_attr = (stat.S_IFREG | 0o600) << 16
        return member


@contextmanager
def writing(file: Path, made_on: datetime) -> Iterator[Writer]:
    """Yield a new archive, which replaces ``file`` when it is complete and is removed after an error.

    Raises BackupError if the file cannot be written.
    """
    partial = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        opened = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(opened, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                yield Writer(archive, made_on)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
        _sync_folder(file.parent)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class Reader:
    """A backup that is being read."""

    def __init__(self, file: Path, archive: zipfile.ZipFile, expected: int) -> None:
        self._file = file
        self._archive = archive
        self.manifest = self._manifest(expected)

    def content(self, table: Table) -> Iterator[bytes]:
        """Yield the content of a table. Raises BackupError, at the latest at its end, if it is damaged."""
        digest = Digest()
        try:
            with (
                self._archive.open(_path_of(table.name)) as member,
                zstandard.ZstdDecompressor().stream_reader(member, closefd=False) as content,
            ):
                yield from digest.of(_blocks(content))
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zstandard.ZstdError) as error:
            raise self._damaged(f"table {table.name} cannot be read") from error
        if (digest.rows, digest.sha256) != (table.rows, table.sha256):
            raise self._damaged(f"table {table.name} differs from what was written")

    def check(self) -> None:
        """Read everything once. Raises BackupError if anything is damaged."""
        for table in self.manifest.tables:
            for _ in self.content(table):
                pass

    def _manifest(self, expected: int) -> Manifest:
        try:
            text = self._archive.read(_MANIFEST)
            is_of_format = msgspec.json.decode(text, type=dict[str, Any]).get("format")
            if is_of_format == expected:
                return msgspec.json.decode(text, type=Manifest)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, msgspec.MsgspecError) as error:
            raise self._damaged("it has no readable manifest") from error
        if is_of_format in _READ_BY:
            content, command = _READ_BY[is_of_format]
            raise BackupError(f"{self._file} contains {content}: use `{command}`")
        raise BackupError(
            f"{self._file} has format {is_of_format}, which this version of teamkpi cannot read: install the version "
            "that wrote it"
        )

    def _damaged(self, how: str) -> BackupError:
        return BackupError(f"{self._file} is damaged: {how}; use another backup")


@contextmanager
def reading(file: Path, expected: int = OF_DATABASE) -> Iterator[Reader]:
    """Open a backup of the expected format. Raises BackupError if the file is not one or cannot be read."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise BackupError(f"{file} is not a backup, or is incomplete") from None
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from None
    with archive:
        yield Reader(file, archive, expected)


def _path_of(table: str) -> str:
    return f"tables/{table}.copy.zst"


def _blocks(content: IO[bytes] | Any) -> Iterator[bytes]:
    while block := content.read(_BLOCK):
        yield block
