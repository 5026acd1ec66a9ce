"""A table of people made comparable: whatever its columns are called, the same columns come out, by `normal`'s rules.

Columns stay columns: each distinct text is normalised once. One new customer is a table of one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wraca.customers.duplicates import normal
from wraca.kit.errors import InvalidInput

#: Field -> what other systems call it.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "given_name": ("first_name", "firstname", "forename", "name_first", "imie", "imię"),
    "family_name": ("surname", "last_name", "lastname", "name_last", "nazwisko"),
    "full_name": ("name", "imie_i_nazwisko", "customer_name"),
    "email": ("e_mail", "mail", "email_address"),
    "phone": ("telephone", "phone_number", "mobile", "tel", "telefon"),
    "street": ("address_1", "address", "address1", "street_address", "ulica", "adres"),
    "house_number": ("street_number", "house", "number", "nr_domu"),
    "address_2": ("address2", "address_line_2"),
    "postcode": ("postal_code", "zip", "zip_code", "post_code", "kod_pocztowy"),
    "city": ("suburb", "town", "place", "miasto", "miejscowosc"),
    "birth_date": ("date_of_birth", "dob", "birthday", "birthdate", "data_urodzenia"),
    "document": ("soc_sec_id", "ssn", "pesel", "national_id", "nip", "tax_id"),
}
#: What comes out. Lists where two values can agree in part.
TEXTS = (
    *("given", "family", "family_stem", "email", "email_user", "phone", "street", "second_street", "house"),
    *("postcode", "city", "birth", "document"),
)
LISTS = ("given_forms", "family_parts", "address_words")


def find_columns(names: Sequence[str]) -> dict[str, str]:
    """Field -> the column that holds it. Raises InvalidInput where no column is about a person."""
    known = {name.lower().strip().replace(" ", "_").replace("-", "_"): name for name in names}
    found = {}
    for field, others in SYNONYMS.items():
        column = next((known[name] for name in (field, *others) if name in known), None)
        if column is not None:
            found[field] = column
    if not found:
        raise InvalidInput(f"expected columns of people, such as {', '.join(SYNONYMS)}; came {', '.join(names)}")
    return found


def comparable(table: pa.Table, key: str, columns: Mapping[str, str]) -> pa.Table:
    """`key` as `id`, then TEXTS and LISTS, null where unknown. `columns`: field -> column of `table`."""
    given, family = unswapped(*_names(table, columns))
    street, second = _texts(table, columns, "street"), _texts(table, columns, "address_2")
    house = _texts(table, columns, "house_number")
    email = _texts(table, columns, "email")
    return pa.table(
        {
            "id": table[key],
            "given": mapped(given, normal.given_of),
            "given_forms": mapped(given, normal.given_forms_of, pa.list_(pa.string())),
            "family": mapped(family, normal.family_of),
            "family_stem": mapped(family, normal.family_stem_of),
            "family_parts": mapped(family, normal.family_parts_of, pa.list_(pa.string())),
            "email": mapped(email, normal.email_of),
            "email_user": mapped(email, normal.email_user_of),
            "phone": mapped(_texts(table, columns, "phone"), normal.phone_of),
            "street": mapped(street, normal.street_of),
            "second_street": mapped(second, normal.street_of),
            "address_words": mapped(
                pc.binary_join_element_wise(pc.fill_null(street, ""), pc.fill_null(second, ""), " "),
                lambda text: sorted(set(normal.street_words_of(text))) or None,
                pa.list_(pa.string()),
            ),
            "house": pc.coalesce(mapped(house, normal.document_of), mapped(street, normal.house_of)),
            "postcode": mapped(_texts(table, columns, "postcode"), normal.postcode_of),
            "city": mapped(_texts(table, columns, "city"), normal.city_of),
            "birth": mapped(_texts(table, columns, "birth_date"), normal.birth_of),
            "document": mapped(_texts(table, columns, "document"), normal.document_of),
        }
    )


def mapped(texts: pa.Array, rule: Callable[[str], Any], kind: pa.DataType | None = None) -> pa.Array:
    """`rule` of each text; it is called once for each that is distinct."""
    coded = texts.dictionary_encode()
    values = pa.array([rule(text) for text in coded.dictionary.to_pylist()], kind or pa.string())
    return values.take(coded.indices)


def _texts(table: pa.Table, columns: Mapping[str, str], field: str) -> pa.Array:
    """The column as text in one piece; all null where there is none."""
    if field not in columns:
        return pa.nulls(table.num_rows, pa.string())
    column = table[columns[field]].combine_chunks().cast(pa.string())
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)


def _names(table: pa.Table, columns: Mapping[str, str]) -> tuple[pa.Array, pa.Array]:
    """Given and family names; a name that stands whole in one field is cut after its first word."""
    given, family = _texts(table, columns, "given_name"), _texts(table, columns, "family_name")
    whole = pc.if_else(pc.is_null(given), family, pc.if_else(pc.is_null(family), given, None))
    whole = pc.coalesce(_texts(table, columns, "full_name"), whole)
    cut = pc.and_(pc.match_substring_regex(pc.utf8_trim_whitespace(whole), r"\S\s+\S"), pc.is_valid(whole))
    cut = pc.fill_null(pc.and_(cut, pc.or_(pc.is_null(given), pc.is_null(family))), False)
    first = mapped(whole, lambda text: (text.split() or [""])[0])
    rest = mapped(whole, lambda text: " ".join(text.split()[1:]))
    return pc.if_else(cut, first, given), pc.if_else(cut, rest, family)


def unswapped(given: pa.Array, family: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Names exchanged where a form was filled in the wrong order.

    By the table's own usage: both words stand more often in the other column. The row itself does not count.
    """
    one = mapped(given, lambda text: " ".join(normal.words_of(text)) or None)
    two = mapped(family, lambda text: " ".join(normal.words_of(text)) or None)
    as_given, as_family = _counts(one), _counts(two)

    def usage(words: pa.Array) -> tuple[pa.Array, pa.Array]:
        return (
            mapped(words, lambda word: as_given.get(word, 0), pa.int64()),
            mapped(words, lambda word: as_family.get(word, 0), pa.int64()),
        )

    (one_given, one_family), (two_given, two_family) = usage(one), usage(two)
    swapped = pc.and_(
        pc.greater(one_family, pc.multiply(2, pc.subtract(one_given, 1))),
        pc.greater(two_given, pc.multiply(2, pc.subtract(two_family, 1))),
    )
    swapped = pc.fill_null(pc.and_(swapped, pc.and_(pc.greater(one_family, 0), pc.greater(two_given, 0))), False)
    return pc.if_else(swapped, family, given), pc.if_else(swapped, given, family)


def _counts(words: pa.Array) -> dict[str, int]:
    counted = pc.value_counts(words.drop_null())
    return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))
