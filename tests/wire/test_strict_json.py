import json
import time
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from wire import strict_json
from wire.parsers import StrictJSONParser
from wire.problems import TooLarge
from wire.strict_json import Malformed

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00"))
VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('abc"\\广', max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)


def code_of(raw: bytes, **limits: Any) -> str:
    with pytest.raises(Malformed) as refused:
        strict_json.loads(raw, **limits)
    assert refused.value.detail
    return refused.value.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed_json"),
        (b"{", "malformed_json"),
        (b"{]", "malformed_json"),
        (b"]", "malformed_json"),
        (b'{"a":1}{}', "malformed_json"),
        (b'{"a":"\n"}', "malformed_json"),
        (b'{"a', "malformed_json"),
        (b'{"a\\', "malformed_json"),
        (bytes.fromhex("efbbbf7b227469746c65223a2274227d"), "bom"),
        (bytes.fromhex("7b227469746c65223a22bcd9c3b0227d"), "not_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
        ('{"a":1}'.encode("utf-16"), "not_utf8"),
        (b'{"title":"first","title":"second"}', "duplicate_key"),
        (b'{"title":"t","\\u0074itle":"escaped"}', "duplicate_key"),
        (b'{"a":{"b":1,"b":1}}', "duplicate_key"),
        (b'{"amount":NaN}', "not_a_number"),
        (b'{"amount":Infinity}', "not_a_number"),
        (b'{"amount":-Infinity}', "not_a_number"),
        (b'{"amount":1e400}', "number_out_of_range"),
        (b'{"amount":1e99999999999999999999}', "number_out_of_range"),
        (b'{"amount":-1e-99999999999999999999}', "number_out_of_range"),
        (b'{"qty":' + b"9" * 4001 + b"}", "number_too_long"),
        (b'{"qty":0.' + b"9" * 4001 + b"}", "number_too_long"),
        (b'{"title":"a\\u0000b"}', "nul"),
        (b'{"extra":{"a":["x\\u0000y"]}}', "nul"),
        (b'{"a\\u0000":1}', "nul"),
        (b'{"title":"a\\udc00b"}', "surrogate"),
        (b'{"extra":{"a":"\\ud800"}}', "surrogate"),
        (b'{"\\ud800":1}', "surrogate"),
        (b'{"title":"\\uffff"}', "noncharacter"),
        ('{"title":"\ufffe"}'.encode(), "noncharacter"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        (b'{"extra":' + b"[" * 960 + b"]" * 960 + b"}", "too_deep"),
        (b"{" + b",".join(b'"k%d":1' % n for n in range(501)) + b"}", "too_many_keys"),
        (b'{"a":[' + b",".join([b"0"] * 5001) + b"]}", "too_many_items"),
        (b"[" + b",".join([b"[]"] * 5001) + b"]", "too_many_items"),
        (b'"' + b"a" * (1 << 20) + b'"', "too_large"),
    ],
)
def test_what_is_not_one_clear_text_is_refused_with_a_code(raw: bytes, code: str) -> None:
    assert code_of(raw) == code


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b'"{}"', b'[{"title":"a"}]'])
def test_an_object_may_be_asked_for(raw: bytes) -> None:
    assert code_of(raw, must_be_object=True) == "not_an_object"
    assert strict_json.loads(raw) == json.loads(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":1.50,"b":-0.0,"c":1e3}', {"a": Decimal("1.50"), "b": 0, "c": Decimal(1000)}),
        (b'{"qty":' + b"9" * 4000 + b"}", {"qty": 10**4000 - 1}),
        (b'{"qty":-' + b"9" * 4000 + b"}", {"qty": 1 - 10**4000}),
        (b'{"a":0e99999999999999999999}', {"a": 0}),
        (b'{"title":"\\ud842\\udfb7"}', {"title": "\U00020bb7"}),
        (b'{"a":"[[[{{{,,,:::\\"]"}', {"a": '[[[{{{,,,:::"]'}),
        (b"[" * 32 + b"]" * 32, json.loads("[" * 32 + "]" * 32)),
        (
            b"{" + b",".join(b'"k%d":1' % n for n in range(500)) + b"}",
            {f"k{n}": 1 for n in range(500)},
        ),
    ],
)
def test_what_is_within_the_limits_is_read(raw: bytes, value: object) -> None:
    assert strict_json.loads(raw) == value


def test_a_number_with_a_fraction_is_never_a_float() -> None:
    assert type(strict_json.loads(b"1.0")) is Decimal
    assert type(strict_json.loads(b"1")) is int


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":"' + b'\\"' * 500_000,
        b'"' * 1_000_000,
        b'{"a":"' + b"\\" * 1_000_000,
        b"[" + b"9" * 1_000_000,
        b'{"a":"' + b"x" * 1_000_000 + b'"}',
        b"0" * 1_000_000,
        b" " * 1_000_000,
    ],
)
def test_no_body_is_slow_to_refuse_or_read(raw: bytes) -> None:
    started = time.perf_counter()

    with suppress(Malformed):
        strict_json.loads(raw)

    assert time.perf_counter() - started < 1


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_a_canonical_text_reads_back_as_the_value_it_spells(value: object) -> None:
    spelled = strict_json.canonical(value)

    assert strict_json.loads(spelled) == value
    assert strict_json.canonical(strict_json.loads(spelled)) == spelled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"b":1,"a":[1,2]}', b' { "a" : [ 1, 2 ], "b" : 1 } '),
        (b'{"a":1.50}', b'{"a":15e-1}'),
        (b'{"a":1.0}', b'{"a":1}'),
        (b'{"a":-0.0}', b'{"a":0}'),
        (b'{"a":"\\u5e7f"}', '{"a":"广"}'.encode()),
    ],
)
def test_one_meaning_has_one_spelling(one: bytes, other: bytes) -> None:
    assert strict_json.canonical(strict_json.loads(one)) == strict_json.canonical(
        strict_json.loads(other)
    )


def test_a_canonical_text_is_short_and_in_utf_8() -> None:
    value = {"b": [None, True, Decimal("1.50"), '广"'], "a": {}}

    assert strict_json.canonical(value) == '{"a":{},"b":[null,true,1.5,"广\\""]}'.encode()


def test_a_string_of_digits_is_not_a_number() -> None:
    assert strict_json.canonical("1.5") != strict_json.canonical(Decimal("1.5"))
    assert strict_json.canonical("1") != strict_json.canonical(1)
    assert strict_json.canonical(True) != strict_json.canonical(1)


@pytest.mark.parametrize("value", [1.5, object(), {1: 2}, b"a"])
def test_what_json_does_not_know_has_no_spelling(value: object) -> None:
    with pytest.raises(TypeError):
        strict_json.canonical(value)


def parse(
    raw: bytes, media_type: str = "application/json", headers: dict[str, str] | None = None
) -> dict[str, Any]:
    request = RequestFactory().generic("POST", "/", raw, media_type, headers=headers)
    return StrictJSONParser().parse(BytesIO(raw), media_type, {"request": request})


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'application/json; charset="utf8"',
    ],
)
def test_a_body_in_utf_8_is_read(media_type: str) -> None:
    assert parse('{"title":"广州"}'.encode(), media_type) == {"title": "广州"}


@pytest.mark.parametrize("charset", ["gbk", "bogus", "utf-16", ""])
def test_a_client_may_not_choose_the_character_set(charset: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        parse(b"{}", f"application/json; charset={charset}")

    assert refused.value.get_codes() == "charset"


def test_a_client_may_not_send_a_compressed_body() -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        parse(b"{}", headers={"Content-Encoding": "gzip"})

    assert refused.value.get_codes() == "content_encoding"


def test_a_malformed_body_is_a_parse_error_with_its_code() -> None:
    for raw, code in [(b'{"a":1,"a":1}', "duplicate_key"), (b"[]", "not_an_object")]:
        with pytest.raises(ParseError) as refused:
            parse(raw)

        assert refused.value.get_codes() == code


def test_a_body_over_the_limit_is_refused_unread() -> None:
    body = BytesIO(b'{"a":"' + b"a" * 10_000_000 + b'"}')

    with pytest.raises(TooLarge) as refused:
        StrictJSONParser().parse(body)

    assert refused.value.code == "too_large"
    assert body.tell() == strict_json.MAX_BYTES + 1
