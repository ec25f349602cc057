"""The files of an import: what they may look like, and what is refused of them."""

import csv
import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from examples import examples
from ledgers import Ledger, ledgers, to_json
from teamkpi.errors import SourceError
from teamkpi.ledger import ENTITIES, Change, Rejection
from teamkpi.ledger.files import Source
from teamkpi.ledger.lines import LONGEST_LINE
from teamkpi.ledger.report import Example, Finding
from teamkpi.ledger.rows import to_row
from teamkpi.ledger.unread import MOST_NAMES, folded

BOOKING = {
    "Id": 1,
    "ResourceId": 2,
    "CoworkerId": 3,
    "FromTime": "2026-11-02T09:00:00Z",
    "ToTime": "2026-11-02T10:00:00Z",
    "UpdatedOn": "2026-11-02T10:00:00Z",
}
BOOKING_HEADER = "Id,ResourceId,CoworkerId,FromTime,ToTime,Notes\n"
BOOKING_ROW = "1,2,3,2026-11-02T09:00:00Z,2026-11-02T10:00:00Z,"


def line(record: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(record | changes).encode() + b"\n"


def read(folder: Path, name: str, content: bytes) -> list[Change | Rejection]:
    (folder / name).write_bytes(content)
    return list(Source(folder / name))


# ---------------------------------------------------------------- one file


def test_json_lines_may_have_a_byte_order_mark_and_any_line_ends_and_blank_lines(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"Id":1,"TotalCredit":1.10}\r\n\r\n  \n{"Id":2,"TotalCredit":0.1e2}\n\xef\xbb\xbf{"Id":3}'
    assert read(tmp_path, "coworkerbookingcredits.jsonl", content) == [
        Change("coworkerbookingcredits", {"Id": 1, "TotalCredit": Decimal("1.10")}, 1),
        Change("coworkerbookingcredits", {"Id": 2, "TotalCredit": Decimal("0.1e2")}, 4),
        Change("coworkerbookingcredits", {"Id": 3}, 5),
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "is not complete, valid JSON"),
        (b'{"Id":1}x', "is not valid JSON (near byte 9)"),
        (b'{"Price":NaN}', "is not valid JSON (near byte 9)"),
        (b'{"Price":-Infinity}', "is not valid JSON (near byte 10)"),
        (b'{"Name":"\xff"}', "is not valid UTF-8"),
        (b'{"Name":"\\ud800"}', "is not complete, valid JSON"),
        (b"[1]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"Name":"' + b"x" * LONGEST_LINE + b'"}', "is longer than 16 MiB"),
    ],
)
def test_a_json_line_that_cannot_be_read_is_a_rejection_and_the_next_is_read(
    tmp_path: Path, bad: bytes, reason: str
) -> None:
    first, rejection, last = read(tmp_path, "bookings.jsonl", b'{"Id":1}\n' + bad + b'\n{"Id":3}\n')
    assert (first, last) == (Change("bookings", {"Id": 1}, 1), Change("bookings", {"Id": 3}, 3))
    assert isinstance(rejection, Rejection)
    assert (rejection.entity, rejection.position, rejection.field) == ("bookings", 2, "line")
    assert rejection.reason == reason


def test_of_a_long_json_line_only_the_kept_fields_stay_in_memory(tmp_path: Path) -> None:
    content = line(BOOKING, Padding="x" * 100_000, Nested=[{"deep": 1}])
    assert read(tmp_path, "bookings.jsonl", content) == [Change("bookings", BOOKING, 1)]


def test_csv_rows_are_records_of_text_at_the_line_on_which_they_start(tmp_path: Path) -> None:
    content = (
        "\ufeffId, Name ,Ignored,BusinessId,_deleted\r\n"
        '1,"Room ""A"", first\nfloor",x,7,\r\n'
        "\r\n"
        ",,,,\r\n"
        '" ","	",,,\r\n'
        ",\r\n"
        "2,Room B,,,\r\n"
        "3,,,,true\r\n"
        "4,,,,perhaps"
    ).encode()
    assert read(tmp_path, "resources.csv", content) == [
        Change("resources", {"Id": "1", "Name": 'Room "A", first\nfloor', "BusinessId": "7"}, 2),
        Change("resources", {"Id": "2", "Name": "Room B"}, 8),
        Change("resources", {"Id": "3", "_deleted": "true"}, 9),
        Change("resources", {"Id": "4", "_deleted": "perhaps"}, 10),
    ]


STOP = "; the file was not read further"
QUOTED = "has text after a closing quotation mark; a quotation mark inside a cell is written twice"
CR_ALONE = "has a line that ends with CR alone; save the file with line ends of LF or CRLF"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Id,Name\n1,Room\n", [(1, "BusinessId", f"is a required field, but the header has no such column{STOP}")]),
        ("Id,Name,BusinessId,Name\n1,a,2,b\n", [(1, "Name", f"appears in the header 2 times: 'Name', 'Name'{STOP}")]),
        (
            "Id,Name,BusinessId,business id\n1,a,2,3\n",
            [(1, "BusinessId", f"appears in the header 2 times: 'BusinessId', 'business id'{STOP}")],
        ),
        (
            "Id;Name;BusinessId\n1;a;2\n",
            [(1, "header", f"has no commas: cells must be separated by a comma, not by ';'{STOP}")],
        ),
        ("_deleted\ntrue\n", [(1, "Id", f"is a required field, but the header has no such column{STOP}")]),
        ("Id,Name,BusinessId\n1,a,2,\n", [(2, "line", "has 4 cells, but the header has 3")]),
        ("Id,Name,BusinessId\n1,a\n", [(2, "line", "has 2 cells, but the header has 3")]),
        ("Id,Name,BusinessId\n,a,2\n", [(2, "Id", "is a required field")]),
        ("Id,Name,BusinessId\r1,a,2\r", [(1, "line", f"{CR_ALONE}{STOP}")]),
        ("sep=,\r\nId,Name,BusinessId\n1,a,2\r3,b,4\n", [(3, "line", f"{CR_ALONE}{STOP}")]),
        ("Id,Name,BusinessId\n1,\udcff,2\n", [(2, "line", "is not valid UTF-8")]),
        ("Id,\udcff,BusinessId\n1,a,2\n", [(1, "line", "is not valid UTF-8")]),
        ('Id,Name,BusinessId\n1,"a"b,2\n', [(2, "line", f"{QUOTED}{STOP}")]),
        ('Id,Name,BusinessId\n1,"a,2\n', [(2, "line", f"has a quotation mark that is never closed{STOP}")]),
        (
            f'Id,Name,BusinessId\n1,"{"x" * 140_000}",2\n',
            [(2, "line", f"has a cell of more than 131,072 characters{STOP}")],
        ),
        (
            "Id,Name,BusinessId\n" + "1,a,2," + '"\n",' * (LONGEST_LINE // 4),
            [(2, "line", f"is longer than 16 MiB{STOP}")],
        ),
    ],
)  # fmt: skip
def test_csv_that_cannot_serve_is_a_rejection(
    tmp_path: Path, content: str, expected: list[tuple[int, str, str]]
) -> None:
    found = read(tmp_path, "resources.csv", content.encode(errors="surrogateescape"))
    assert found == [Rejection("resources", *one) for one in expected]


RESOURCE = {"Id": "1", "Name": "a", "BusinessId": "2"}


@pytest.mark.parametrize(
    "content",
    [
        "Id,Name,BusinessId\n1,a,2\n",
        "id,NAME,business id\n1,a,2\n",
        " ID ,n a m e,BUSINESS_ID\n1,a,2\n",
        "sep=,\nId,Name,BusinessId\n1,a,2\n",
        "\ufeffSEP=;\r\nId;Name;BusinessId\r\n1;a;2\r\n",
        '"sep=\t"\nId\tName\tBusinessId\n1\ta\t2\n',
    ],
)
def test_columns_are_known_whatever_their_case_blanks_and_underscores(tmp_path: Path, content: str) -> None:
    [change] = read(tmp_path, "resources.csv", content.encode())
    assert isinstance(change, Change)
    assert change.record == RESOURCE


@pytest.mark.parametrize("plural", ENTITIES)
def test_no_two_fields_are_the_same_column(plural: str) -> None:
    names = ENTITIES[plural].names
    assert len({folded(name) for name in names}) == len(names)


@pytest.mark.parametrize("name", ["resources.csv", "resources.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_of_utf_16_says_so(tmp_path: Path, name: str, encoding: str) -> None:
    text = "Id,Name,BusinessId\n1,a,2\n" if name.endswith("csv") else '{"Id":1}\n'
    content = text.encode(encoding) if encoding == "utf-16" else ("\ufeff" + text).encode(encoding)
    assert read(tmp_path, name, content) == [Rejection("resources", 1, "file", f"is UTF-16; save it as UTF-8{STOP}")]


def test_fields_that_are_not_read_are_counted_by_name(tmp_path: Path) -> None:
    (tmp_path / "resources.jsonl").write_text(
        '{"Id":1,"name":"x","Extra":[1],"Name":"a","BusinessId":2}\n' * 3
        + 'x\n{"Id":2,"Extra":"y"}\n'
        + "".join(f'{{"Id":3,"Odd{number}":null,"Odd":{number}}}\n' for number in range(1200))
    )
    (tmp_path / "resources.csv").write_text(
        "Id,Name,BusinessId,,Area m2,Area m2,Empty\n1,a,2,x,,,\n1,a,2,,5,7,\n1,a,2,,5,,\n"
    )
    source = Source(tmp_path)
    for _ in range(2):
        records = [one for one in source if isinstance(one, Change)]
        assert len(records) == 1207
        from_json, from_csv = (
            [one for one in source.not_read if one.file == f"resources.{form}"] for form in ("jsonl", "csv")
        )
        kept = "not a field that the ledger keeps"
        assert from_json[:3] == [
            Finding(
                "not_read", "resources", "resources.jsonl", "name", 3, "did you mean Name?", (Example(1, "1", "x"),)
            ),
            Finding("not_read", "resources", "resources.jsonl", "Extra", 4, kept, (Example(1, "1", "a list"),)),
            Finding("not_read", "resources", "resources.jsonl", "Odd0", 1, kept, (Example(6, "3", None),)),
        ]
        counts = {one.field: one.count for one in from_json}
        assert (counts["Odd"], counts["(others)"], len(counts)) == (1200, 1200 - MOST_NAMES + 3, MOST_NAMES + 1)
        assert from_csv == [
            Finding("not_read", "resources", "resources.csv", name, times, kept, (example,))
            for name, times, example in (
                ("Area m2", 2, Example(3, "1", "5")),
                ("Empty", 0, Example(1, None, None)),
                ("column 4 (no name)", 1, Example(2, "1", "x")),
            )
        ]


def test_a_row_hidden_in_text_is_not_read_when_its_quotes_break(tmp_path: Path) -> None:
    """A note may quote a whole row; a reader that went on at the next line would import it."""
    hidden = f'{BOOKING_ROW}\n"{"x" * 140_000}\n{BOOKING_ROW}\n{BOOKING_ROW}'
    found = read(tmp_path, "bookings.csv", (BOOKING_HEADER + hidden).encode())
    assert [type(one) for one in found] == [Change, Rejection]


def test_a_csv_file_may_be_empty_or_have_a_header_alone(tmp_path: Path) -> None:
    assert read(tmp_path, "resources.csv", b"") == []
    assert read(tmp_path, "resources.csv", b"Id,Name,BusinessId\n") == []


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ledger=ledgers())
def test_both_forms_give_the_rows_of_the_records_themselves(tmp_path: Path, ledger: Ledger) -> None:
    for plural, records in ledger.by_entity().items():
        entity = ENTITIES[plural]
        expected = [to_row(entity, 1, record) for record in records]
        (tmp_path / f"{plural}.jsonl").write_text("".join(to_json(record) + "\n" for record in records), "utf-8")
        (tmp_path / f"{plural}.csv").write_text(as_csv(records), "utf-8", newline="")
        for form in ("jsonl", "csv"):
            source = Source(tmp_path / f"{plural}.{form}")
            assert [to_row(entity, 1, one.record) for one in source if isinstance(one, Change)] == expected
            assert source.bytes_read == source.size


def as_csv(records: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for record in records:
        writer.writerow(
            {name: json.dumps(value) if isinstance(value, list) else value for name, value in record.items()}
        )
    return text.getvalue()


# ---------------------------------------------------------------- folders and archives


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "space"
    folder.mkdir()
    (folder / "bookings.jsonl").write_bytes(b'{"Id":1}\n')
    (folder / "bookings.csv").write_bytes((BOOKING_HEADER + BOOKING_ROW + "\n").encode())
    (folder / "businesses.jsonl").write_bytes(b'{"Id":1}\nx\n')
    (folder / "notes.txt").write_bytes(b"x")
    (folder / "Bookings.jsonl.bak").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "old").mkdir()
    (folder / "old" / "teams.jsonl").write_bytes(b'{"Id":1}\n')
    return folder


def described(source: Source) -> list[tuple[str, str | int]]:
    return [(one.entity, one.position) for one in source]


IN_FOLDER = [("businesses", 1), ("businesses", 2), ("bookings", "bookings.jsonl:1"), ("bookings", "bookings.csv:2")]


def test_a_folder_gives_its_files_in_the_order_of_the_entities_as_often_as_asked(folder: Path) -> None:
    source = Source(folder)
    assert source.skipped == ["Bookings.jsonl.bak", "notes.txt", "old/"]
    for _ in range(2):
        assert described(source) == IN_FOLDER
        assert source.bytes_read == source.size


@pytest.mark.parametrize("leading", ["", "space/"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_gives_what_its_folder_gives(folder: Path, leading: str, method: int) -> None:
    path = folder.parent / "space.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("__MACOSX/._bookings.jsonl", b"x")
        for file in sorted(folder.rglob("*")):
            archive.write(file, leading + str(file.relative_to(folder)))
    source = Source(path)
    assert source.skipped == [f"{leading}{name}" for name in ("Bookings.jsonl.bak", "notes.txt", "old/teams.jsonl")]
    for _ in range(2):
        assert described(source) == IN_FOLDER
        assert source.bytes_read == source.size == Source(folder).size


DAMAGED = "it is damaged or incomplete$"
OVERLAP = "^'space.zip' is not a valid archive: its members overlap$"


def archive_with(info: str | zipfile.ZipInfo, content: bytes = b"{}\n", **changes: int) -> Callable[[Path], None]:
    """Return a writer of an archive with a member, whose entry in the directory is changed afterwards."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("teams.jsonl", b"{}\n")
            archive.writestr(info, content)
            for name, value in changes.items():
                setattr(archive.filelist[-1], name, value)

    return write


def in_folders(*names: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a name that comes twice
            for name in names:
                archive.writestr(name, b"{}\n")

    return write


def overlapping(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("teams.jsonl", b"{}\n" * 1000)
        archive.filelist += archive.filelist * 9


def one_byte_in_two_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("teams.jsonl", b"{}\n")
        archive.writestr("bookings.jsonl", b"{}\n")
        archive.filelist[0].compress_size += 1


def without_header(path: Path) -> None:
    archive_with("bookings.jsonl", line(BOOKING))(path)
    content = path.read_bytes()
    start = content.index(b"bookings.jsonl") - 30
    path.write_bytes(content[:start] + b"XX" + content[start + 2 :])


def corrupt(path: Path) -> None:
    archive_with("bookings.jsonl", line(BOOKING) * 1000)(path)
    content = bytearray(path.read_bytes())
    place = content.index(b"bookings.jsonl") + 100
    content[place : place + 20] = b"\x00" * 20
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    archive_with("bookings.jsonl", line(BOOKING) * 1000)(path)
    path.write_bytes(path.read_bytes()[:-50])


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("bookings.jsonl")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def bzip2() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("bookings.jsonl")
    info.compress_type = zipfile.ZIP_BZIP2
    return info


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (archive_with("../bookings.jsonl"), r"unsafe name: '\.\./bookings.jsonl'"),
        (archive_with("a/../../bookings.jsonl"), "unsafe name"),
        (archive_with("../evil.txt"), "unsafe name"),
        (archive_with("/etc/bookings.jsonl"), "unsafe name"),
        (archive_with("C:/bookings.jsonl"), "unsafe name"),
        (archive_with("a\\bookings.jsonl"), "unsafe name"),
        (archive_with("bookings.jsonl\n"), "unsafe name"),
        (archive_with(link()), "symbolic link: 'bookings.jsonl'"),
        (archive_with("bookings.jsonl", flag_bits=1), "encrypted: 'bookings.jsonl'"),
        (archive_with(bzip2()), "other than deflate"),
        (archive_with("bookings.jsonl", b" " * 30_000_000), "'bookings.jsonl' unpacks to more than 200 times its size"),
        (
            archive_with("bookings.jsonl", line(BOOKING), file_size=20),
            f"'bookings.jsonl' cannot be read to its end: {DAMAGED}",
        ),
        (archive_with("bookings.jsonl", line(BOOKING), file_size=2**37, compress_size=2**36), OVERLAP),
        (archive_with("bookings.jsonl", CRC=1), f"'bookings.jsonl' cannot be read to its end: {DAMAGED}"),
        (archive_with("bookings.jsonl", header_offset=7), OVERLAP),
        (overlapping, OVERLAP),
        (one_byte_in_two_members, OVERLAP),
        (without_header, f"'bookings.jsonl' of the archive cannot be read: {DAMAGED}"),
        (corrupt, f"'bookings.jsonl' cannot be read to its end: {DAMAGED}"),
        (cut_off, f"'space.zip' cannot be read as a zip archive: {DAMAGED}"),
        (lambda path: path.write_bytes(b"{}\n"), f"'space.zip' cannot be read as a zip archive: {DAMAGED}"),
        (
            in_folders("a/teams.jsonl", "b/teams.jsonl"),
            "'teams.jsonl' in several folders: 'a/teams.jsonl', 'b/te",
        ),
        (in_folders("a/teams.jsonl", "b/charges.csv"), "its ledger files in several folders: 'a/teams.jsonl', 'b/cha"),
        (in_folders("a/teams.jsonl", "a/teams.jsonl"), "'teams.jsonl' twice in one folder"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "contains no ledger files; known are businesses, coworkers"),
    ],
)
def test_an_archive_that_is_not_what_it_seems_is_refused(
    tmp_path: Path, write: Callable[[Path], None], message: str
) -> None:
    path = tmp_path / "space.zip"
    write(path)
    with pytest.raises(SourceError, match=message):
        list(Source(path))
    assert [file.name for file in tmp_path.iterdir()] == ["space.zip"]


def test_what_is_no_source_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "orders.jsonl").write_bytes(b"{}")
    for path, message in (
        (tmp_path / "absent", "'.*absent' does not exist"),
        (tmp_path, "contains no ledger files; known are businesses"),
        (tmp_path / "orders.jsonl", "'orders.jsonl' is not the name of a ledger file; known are businesses"),
        (Path("/dev/null"), "is not a file or folder"),
    ):
        with pytest.raises(SourceError, match=message):
            Source(path)
