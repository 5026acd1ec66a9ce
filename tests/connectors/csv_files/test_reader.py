# ruff: noqa: DTZ001  (moments as files have them, without a zone)
"""Files as spreadsheets and old programs save them."""

import zipfile
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wraca.connectors.csv_files.archives import open_bytes
from wraca.connectors.csv_files.cells import decimal_of, text_of, whole_id
from wraca.connectors.csv_files.dates import day_comes_first, read_moment
from wraca.connectors.reading import encoding_of, open_rows
from wraca.kit.errors import InvalidInput

TEXT = 'numer;miasto;uwagi\n1;Łódź;"ostrożnie:\nżółć"\n2;Święta Lipka;ą\n'
ROWS = [["1", "Łódź", "ostrożnie:\nżółć"], ["2", "Święta Lipka", "ą"]]


def read(path) -> tuple[list[str], list[object]]:
    with open_rows(path) as rows:
        return rows.header, [row for _, row in rows.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso8859-2", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_every_encoding_and_separator_gives_the_same_rows(tmp_path, encoding, separator):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.replace(";", separator).encode(encoding))
    assert read(path) == (["numer", "miasto", "uwagi"], ROWS)


def test_letter_that_decides_may_stand_far_behind(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a;b\n" + b"1;x\n" * 600_000 + "2;ą\n".encode("cp1250"))
    assert encoding_of(path) == "cp1250"


def test_damaged_utf8_is_not_taken_for_another_encoding(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a;b\nŁódź;ż\n".encode() + b"\xb1;1\n")
    with pytest.raises(InvalidInput, match="a character is not UTF-8"):
        read(path)


def test_separator_within_quotes_of_the_header_does_not_count(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"a,b,c,d";e\n1;2\n')
    assert read(path) == (["a,b,c,d", "e"], [["1", "2"]])


def test_separator_that_excel_says_is_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=|\na|b;c;d\n1|2\n")
    assert read(path) == (["a", "b;c;d"], [["1", "2"]])


def test_five_hundred_columns_are_read_and_five_thousand_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(500)) + "\n" + ",".join("1" * 500) + "\n")
    header, rows = read(path)
    assert (len(header), len(rows[0])) == (500, 500)
    path.write_text(",".join(f"c{n}" for n in range(5000)) + "\n")
    with pytest.raises(InvalidInput, match="5000 columns"):
        read(path)


def zipped(path, **files: bytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_the_one_file_of_an_archive_is_read(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"__MACOSX/._a.csv": b"x", "list/a.csv": TEXT.encode("cp1250")})
    assert read(path) == (["numer", "miasto", "uwagi"], ROWS)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, "CSV UTF-8"),
        ({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}, "holds 2 files: a.csv, b.csv"),
        ({"bomb.csv": b"0" * 3_000_000}, "would unpack to 3 MB"),
    ],
)
def test_archive_that_is_no_file_of_a_shop_is_refused(tmp_path, files, said):
    with pytest.raises(InvalidInput, match=said):
        read(zipped(tmp_path / "a.zip", **files))


def test_damaged_archive_is_refused_with_a_sentence(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"a.csv": TEXT.encode() * 1000})
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InvalidInput, match="cannot be unpacked"):
        read(path)


def test_archive_whose_bytes_are_not_what_it_says_is_refused_with_a_sentence(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"a.csv": TEXT.encode() * 1000})
    packed = bytearray(path.read_bytes())
    packed[60:64] = b"\xff\xff\xff\xff"
    path.write_bytes(packed)
    with pytest.raises(InvalidInput, match="cannot be unpacked"):
        read(path)


def test_archive_locked_by_a_password_says_so(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"a.csv": TEXT.encode()})
    packed = bytearray(path.read_bytes())
    # The lowest bit of the flags, in the header of the file and in the directory at the end.
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(packed)
    with pytest.raises(InvalidInput, match="locked by a password"):
        read(path)


def test_archive_packed_in_an_unknown_way_is_refused_with_a_sentence(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"a.csv": TEXT.encode()})
    packed = bytearray(path.read_bytes())
    packed[8] = packed[packed.index(b"PK\x01\x02") + 10] = 97
    path.write_bytes(packed)
    with pytest.raises(InvalidInput, match="cannot be unpacked"):
        read(path)


def test_failure_of_whoever_reads_an_archive_is_their_own(tmp_path):
    path = zipped(tmp_path / "a.zip", **{"a.csv": TEXT.encode()})
    with pytest.raises(RuntimeError, match="theirs"), open_bytes(path):
        raise RuntimeError("theirs")


@pytest.mark.parametrize(
    ("cell", "said"),
    [("'0042", "0042"), ("'=1+1", "=1+1"), ('="0042"', "0042"), (" Łódź\u00a0", "Łódź"), ("+48601", "+48601")],
)
def test_guards_of_spreadsheets_are_taken_off(cell, said):
    assert text_of(cell) == said


@pytest.mark.parametrize(
    ("shown", "whole"), [("4.8512E+4", "48512"), ("7.21045E+12", None), ("1E100", "1E100"), ("A-7", "A-7")]
)
def test_shortened_id_is_whole_or_known_to_be_lost(shown, whole):
    assert whole_id(shown) == whole


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1 234,56 zł", "1234.56"),
        ("1\u00a0234,56\u00a0PLN", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("PLN 12,50", "12.50"),
        ("&#122;&#322;", None),
        ("12,50&nbsp;&#122;&#322;", "12.50"),
        ("\u2212 5,00", "-5.00"),
        ("'7", "7"),
        ("ten", None),
    ],
)
def test_amounts_are_read_as_people_write_them(cell, amount):
    if amount is None:
        with pytest.raises(InvalidOperation):
            decimal_of(cell)
    else:
        assert decimal_of(cell) == Decimal(amount)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_polish_and_english_ways_of_writing_agree(amount):
    english = f"{amount:,.2f}"
    polish = english.replace(",", "\u00a0").replace(".", ",") + " zł"
    assert decimal_of(english) == decimal_of(polish) == amount


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("12 marca 2026", datetime(2026, 3, 12, 12)),
        ("12 marca 2026 r.", datetime(2026, 3, 12, 12)),
        ("3 paź 2025 14:05", datetime(2025, 10, 3, 14, 5)),
        ("March 3, 2026", datetime(2026, 3, 3, 12)),
        ("Mar 3rd, 2026 at 2:05 PM", datetime(2026, 3, 3, 14, 5)),
        ("03.04.2026 08:15:30", datetime(2026, 4, 3, 8, 15, 30)),
        ("3-4-2026", datetime(2026, 4, 3, 12)),
        ("2026/04/03", datetime(2026, 4, 3, 12)),
        ("2026-04-03 10:00:00 UTC", datetime(2026, 4, 3, 10, tzinfo=UTC)),
        ("2026-06-01 10:01:00 +0200", datetime(2026, 6, 1, 10, 1, tzinfo=timezone(timedelta(hours=2)))),
        ("1767225600", datetime(2026, 1, 1, tzinfo=UTC)),
        ("31.02.2026", None),
        ("12 marzipan 2026", None),
        ("tomorrow", None),
    ],
)
def test_dates_are_read_as_people_write_them(said, moment):
    assert read_moment(said) == moment


def test_slashed_dates_follow_the_file():
    # 25 can only be a day, so 04/03 of the same file is the 4th of March; 04/13 the 13th of April.
    assert day_comes_first(["04/03/2026", "25/03/2026"]) is True
    assert day_comes_first(["04/03/2026", "04/13/2026 10:00"]) is False
    assert day_comes_first(["04/03/2026", "2026-01-01"]) is None
    assert read_moment("04/03/2026", day_first=True) == datetime(2026, 3, 4, 12)
    assert read_moment("04/03/2026", day_first=False) == datetime(2026, 4, 3, 12)
    assert read_moment("13/04/2026", day_first=False) == datetime(2026, 4, 13, 12)
