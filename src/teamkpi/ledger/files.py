"""The files of an import: a folder, a ``.zip``, or one ``.jsonl`` or ``.csv`` file.

An export with history also has ``history.json`` and, for each entity, ``<plural>.history.jsonl`` with its superseded
versions.

Nothing is unpacked to disk or loaded completely into memory: a zip's members are read as a stream, line by line, and
rejected if they cannot be from an export (unsafe names, links, encryption, extreme compression).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from teamkpi.errors import SourceError
from teamkpi.ledger.apply import Change
from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.history import SINCE, UNTIL
from teamkpi.ledger.lines import read_csv, read_jsonl
from teamkpi.ledger.report import Finding, Rejection
from teamkpi.ledger.unread import Unread
from teamkpi.ledger.values import INSTANT
from teamkpi.wire import decode

# Such text compresses about 20 to 1. Beyond its first FREE_BYTES, a member that expands to more than LARGEST_RATIO
# times # its size is rejected; so is an archive that expands to more than LARGEST_ARCHIVE bytes.
FREE_BYTES = 10 * 2**20
LARGEST_RATIO = 200
LARGEST_ARCHIVE = 64 * 2**30

HISTORY = "history.json"
"""The file that marks an export with history; it contains the instant from which the history is complete."""
KNOWN_SINCE = "KnownSince"

_READERS = {"jsonl": read_jsonl, "csv": read_csv}
_ORDER = {name: number for number, name in enumerate(f"{plural}.{form}" for plural in ENTITIES for form in _READERS)}
_VERSIONS = {f"{plural}.history.jsonl": plural for plural in ENTITIES}
_OF_HISTORY = {HISTORY, *_VERSIONS}
_LONGEST_HISTORY = 64 * 2**10  # limit for history.json in bytes; it has less than a hundred
_BUFFER = 256 * 2**10
_MOST_NAMED = 5  # files listed in an error message
_LOCAL_HEADER = 30  # bytes before each member, without its name
_UTF8_NAME = 0x800  # a flag of the zip format
_NOT_AN_ARCHIVE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)


class File(NamedTuple):
    """A file of an import: its name without folders, its size in bytes, and a function that opens it."""

    name: str
    size: int
    open: Callable[[], AbstractContextManager[BinaryIO]]


def _no_other(_name: str) -> bool:
    return False


class Source:
    """The records of an import, for ``apply()``; each iteration reads the files again from the start.

    Yields a Change for each record and a Rejection for each line that cannot be read, in the order of the entities.
    A position is a line number, preceded by the file's name if an entity has several files. Raises SourceError if there
    is nothing to import or it is unsafe to read; while reading, also if a file is truncated or an archive is corrupt.

    For an export with history, ``known_since`` is the instant from which the history is complete, each record has the
    field ``_HeldSince``, and ``versions`` yields the superseded ones. ``with_history=False`` ignores all of that. Files
    with other names are skipped, except those whose names ``takes`` accepts: they are collected in ``others`` for a
    subclass.
    """

    def __init__(self, path: Path, *, with_history: bool = True, takes: Callable[[str], bool] = _no_other) -> None:
        self.skipped: list[str] = []
        """Names of other files, which are not read; sorted."""
        self.not_read: list[Finding] = []
        """Unknown field names in the files that the current iteration has read completely."""
        self.bytes_read = 0
        """Uncompressed bytes, out of ``size``, that the current iteration has read."""
        self.others: list[File] = []
        self._takes = takes
        files = self._found(path)
        of_history = {file.name: file for file in files if file.name in _OF_HISTORY}
        files = [file for file in files if file.name not in _OF_HISTORY]
        if not files and not self.others:
            raise SourceError(f"{str(path)!r} contains no ledger files; {_known_names()}")
        self.known_since: datetime | None = None
        """The instant from which the history in these files is complete; None without history."""
        self._also_known: frozenset[str] = frozenset({SINCE}) if HISTORY in of_history else frozenset()
        self._versions: list[File] = []
        if not with_history:
            self.skipped.extend(of_history)
        elif of_history:
            self._versions = [of_history[name] for name in _VERSIONS if name in of_history]
            self.known_since = _known_since(path, of_history)
        self._files = sorted(files, key=lambda file: _ORDER[file.name])
        self.skipped.sort()
        self.size = sum(file.size for file in (*files, *self._versions, *self.others))
        """The total uncompressed size of the files, in bytes."""

    def _found(self, path: Path) -> list[File]:
        """Return the ledger files in a folder, an archive or a single file; other files go to ``others``."""
        try:
            if path.is_dir():
                return self._folder(path)
            if not path.is_file():
                problem = "is not a file or folder" if path.exists() else "does not exist"
                raise SourceError(f"{str(path)!r} {problem}")
            if path.suffix.lower() == ".zip":
                return self._archive(path)
            if path.name in _ORDER:
                return [File(path.name, path.stat().st_size, _opener(path))]
            if self._takes(path.name):
                self.others.append(File(path.name, path.stat().st_size, _opener(path)))
                return []
        except OSError as error:
            raise SourceError(f"{str(path)!r} cannot be read: {error.strerror or error}") from error
        raise SourceError(f"{path.name!r} is not the name of a ledger file; {_known_names()}")

    def __iter__(self) -> Iterator[Change | Rejection]:
        """Read all files from the start."""
        self.bytes_read = 0
        self.not_read.clear()
        names = self.files_of()
        for file in self._files:
            plural, form = file.name.split(".")
            with self.opened(file) as counted:
                unread = Unread(plural, file.name, also_known=self._also_known)
                records = _READERS[form](plural, counted, unread)
                if len(names[plural]) == 1:
                    yield from records
                else:
                    for one in records:
                        yield located(one, file.name)
                self.not_read.extend(unread.findings())

    def versions(self) -> Iterator[Change | Rejection]:
        """Yield the superseded versions, with ``_HeldSince`` and ``_HeldUntil``; to be read after the records."""
        for file in self._versions:
            plural = _VERSIONS[file.name]
            with self.opened(file) as counted:
                unread = Unread(plural, file.name, also_known=frozenset({SINCE, UNTIL}))
                for one in read_jsonl(plural, counted, unread):
                    yield located(one, file.name)
                self.not_read.extend(unread.findings())

    def located(self, finding: Finding) -> Finding:
        """Return a finding with the name of its file, if its entity has only one file."""
        files = self.files_of()[finding.entity]
        return replace(finding, file=files[0]) if len(files) == 1 else finding

    def files_of(self) -> defaultdict[str, list[str]]:
        """Return the names of the files with records of each entity."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for file in self._files:
            found[_plural(file.name)].append(file.name)
        return found

    @contextmanager
    def opened(self, file: File) -> Iterator[BinaryIO]:
        """Open a file and count the bytes read."""
        with file.open() as stream:
            yield cast(BinaryIO, io.BufferedReader(_Counted(stream, file.name, self._count), _BUFFER))

    def _count(self, read: int) -> None:
        self.bytes_read += read

    def _folder(self, path: Path) -> list[File]:
        files = []
        for entry in path.iterdir():
            if (entry.name in _ORDER or entry.name in _OF_HISTORY) and entry.is_file():
                files.append(File(entry.name, entry.stat().st_size, _opener(entry)))
            elif entry.is_file() and self._takes(entry.name):
                self.others.append(File(entry.name, entry.stat().st_size, _opener(entry)))
            elif not entry.name.startswith("."):
                self.skipped.append(f"{entry.name}/" if entry.is_dir() else entry.name)
        return files

    def _archive(self, path: Path) -> list[File]:
        try:
            with zipfile.ZipFile(path) as archive:
                infos = archive.infolist()
        except _NOT_AN_ARCHIVE as error:
            raise SourceError(f"{path.name!r} cannot be read as a zip archive: {_trouble(error)}") from error
        refuse_unsafe(infos, path.name, path.stat().st_size)
        members = {info: info.filename for info in infos if not info.is_dir() and not _is_clutter(info.filename)}
        folder = _single_folder(list(members.values()))
        files = []
        for info, whole_name in members.items():
            name = whole_name.removeprefix(folder)
            if name in _ORDER or name in _OF_HISTORY:
                refuse_bomb(info)
                files.append(File(name, info.file_size, _member_opener(path, info)))
            elif self._takes(name):
                refuse_bomb(info)
                self.others.append(File(name, info.file_size, _member_opener(path, info)))
            else:
                self.skipped.append(whole_name)
        if sum(file.size for file in (*files, *self.others)) > LARGEST_ARCHIVE:
            raise SourceError(f"{path.name!r} unpacks to more than {LARGEST_ARCHIVE // 2**30} GiB")
        _refuse_several_folders(path.name, list(members.values()), {file.name for file in (*files, *self.others)})
        return files


def _known_since(path: Path, files: Mapping[str, File]) -> datetime:
    """Return the instant in ``history.json``; raises SourceError if the file is missing or invalid."""
    if HISTORY not in files:
        raise SourceError(f"{str(path)!r} has {next(iter(files))!r} but not {HISTORY!r}: the export is incomplete")
    with files[HISTORY].open() as stream:
        content = stream.read(_LONGEST_HISTORY)
    try:
        found = decode(content)
        stated = found.get(KNOWN_SINCE) if type(found) is dict else None
        known_since: datetime = INSTANT.read(stated)
    except ValueError as error:
        raise SourceError(f"{HISTORY!r}: {KNOWN_SINCE} {error}") from error
    return known_since


def _known_names() -> str:
    return f"known are {', '.join(ENTITIES)}, each with .jsonl or .csv"


def _plural(name: str) -> str:
    return name.partition(".")[0]


def located(one: Change | Rejection, name: str) -> Change | Rejection:
    """Return the change or rejection with the name of its file in its position."""
    position = f"{name}:{one.position}"
    return one._replace(position=position) if isinstance(one, Change) else replace(one, position=position)


def _opener(path: Path) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        try:
            stream = path.open("rb", buffering=0)
        except OSError as error:
            raise SourceError(f"{str(path)!r} cannot be read: {error.strerror or error}") from error
        with stream:
            yield cast(BinaryIO, stream)

    return opened


def _member_opener(path: Path, info: zipfile.ZipInfo) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        try:
            archive = zipfile.ZipFile(path)
            stream = archive.open(info)
        except _NOT_AN_ARCHIVE as error:
            raise SourceError(f"{info.filename!r} of the archive cannot be read: {_trouble(error)}") from error
        with archive, stream:
            yield cast(BinaryIO, stream)

    return opened


def _is_clutter(name: str) -> bool:
    """Return whether a member is metadata that file managers add to archives."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _single_folder(names: list[str]) -> str:
    """Return the single folder that contains everything in an archive, with its slash, or an empty text."""
    folders = {name[: name.find("/") + 1] for name in names}
    return folders.pop() if len(folders) == 1 else ""


def _refuse_several_folders(archive: str, members: list[str], found: set[str]) -> None:
    """Reject an archive if it is ambiguous which of its files are meant."""
    by_name = defaultdict(list)
    for member in members:
        if (name := member.rpartition("/")[2]) in _ORDER:
            by_name[name].append(member)
    for name, places in by_name.items():
        if len(set(places)) < len(places):
            raise SourceError(f"{archive!r} contains {name!r} twice in one folder; remove one of them")
        if len(places) > 1 and not found:
            raise SourceError(
                f"{archive!r} contains {name!r} in several folders: {', '.join(map(repr, places[:_MOST_NAMED]))}; put "
                "all files of an import into one folder"
            )
    if by_name and not found:
        places = sorted(place for several in by_name.values() for place in several)
        raise SourceError(
            f"{archive!r} has its ledger files in several folders: {', '.join(map(repr, places[:_MOST_NAMED]))}; "
            "put them into one folder"
        )


def refuse_unsafe(infos: list[zipfile.ZipInfo], name: str, size: int) -> None:
    """Raise SourceError for a malicious archive, judging by its members and its size."""
    for info in infos:
        _refuse_unsafe(info)
    _refuse_overlap(infos, name, size)


def _refuse_unsafe(info: zipfile.ZipInfo) -> None:
    """Reject members that no export contains, even if they would not be read."""
    name = info.orig_filename
    is_absolute = name.startswith("/") or name[1:2] == ":"
    if is_absolute or ".." in name.split("/") or "\\" in name or not name.isprintable():
        raise SourceError(f"the archive has a member with an unsafe name: {name!r}")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError(f"the archive has a member that is a symbolic link: {name!r}")
    if info.flag_bits & 0x41:
        raise SourceError(f"the archive has a member that is encrypted: {name!r}")


def _refuse_overlap(infos: list[zipfile.ZipInfo], archive: str, size: int) -> None:
    """Reject an archive with overlapping members: a small one could expand to almost any size.

    Some versions of zipfile check this themselves, in different ways and only when a member is opened.
    """
    members = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in members[1:]] + [size]
    for info, end in zip(members, ends, strict=False):
        name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAME else "cp437", "replace")
        if info.header_offset + _LOCAL_HEADER + len(name) + info.compress_size > end:
            raise SourceError(f"{archive!r} is not a valid archive: its members overlap")


def refuse_bomb(info: zipfile.ZipInfo) -> None:
    """Raise SourceError for a member that expands to an unreasonable size."""
    # Only for these two does zipfile limit how much it inflates at once and stop at the declared size.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SourceError(f"the archive's member {info.filename!r} is compressed in a way other than deflate")
    if info.file_size > FREE_BYTES + LARGEST_RATIO * info.compress_size:
        raise SourceError(
            f"the archive's member {info.filename!r} unpacks to more than {LARGEST_RATIO} times its size: refused"
        )


def _trouble(error: Exception) -> str:
    """Return why a file cannot be read. The texts of zipfile and zlib differ between versions, so they are not used."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is damaged or incomplete"


class _Counted(io.RawIOBase):
    """A stream that counts its bytes and names the file in its errors."""

    def __init__(self, stream: BinaryIO, name: str, count: Callable[[int], None]) -> None:
        self._stream = stream
        self._name = name
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except _NOT_AN_ARCHIVE as error:
            raise SourceError(f"{self._name!r} cannot be read to its end: {_trouble(error)}") from error
        buffer[: len(data)] = data
        self._count(len(data))
        return len(data)
