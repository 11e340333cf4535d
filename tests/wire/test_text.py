import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire import text
from wire.text import Unacceptable

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=[]), max_size=60)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a\x00b", "nul"),
        ("a\ud800", "surrogate"),
        ("\udc00b", "surrogate"),
        ("a\uffff", "noncharacter"),
        ("a\ufffeb", "noncharacter"),
        ("\ufdd0", "noncharacter"),
        ("\U0001fffe", "noncharacter"),
        ("\U0010ffff", "noncharacter"),
    ],
)
def test_what_no_database_can_hold_is_refused_everywhere(value: str, code: str) -> None:
    for takes in (text.single_line, text.long_text):
        with pytest.raises(Unacceptable) as refused:
            takes(value)

        assert refused.value.code == code
        assert refused.value.detail.startswith("含有")


@pytest.mark.parametrize(
    "value",
    [
        "a\x1b[2J\x1b[1;31mroot",
        "被举报\b\b\b\x7f单位",
        "a\r\nSet-Cookie: sid=1",
        "\r=1+1",
        "a\nb",
        "a\tb",
        "a\x85b",
        "第一行\u2028第二行",
        "第一行\u2029第二行",
    ],
)
def test_a_single_line_holds_no_control_character(value: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        text.single_line(value)

    assert refused.value.code == "control"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\U000e0041\U000e0042", "a"),
        ("张三\u2066\u202e某公司\u2069", "张三某公司"),
        ("a\u200eb\u200fc\u061cd", "abcd"),
        ("广州\u200b某某\u200c公司", "广州\u200b某某\u200c公司"),
        ("\U00020bb7野家", "\U00020bb7野家"),
        ("cafe\u0301", "cafe\u0301"),
        ("\u3000 张三 ", "张三"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
    ],
)
def test_a_single_line_loses_only_hidden_direction_marks(value: str, kept: str) -> None:
    assert text.single_line(value) == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a\x0bb\x0cc", "abc"),
        ("第一行\u2028第二行", "第一行\n第二行"),
        ("行1\r\n行2\r行3\n行4\u2029行5", "行1\n行2\n行3\n行4\n行5"),
        ("\x1b[31m红\x7f\x85", "[31m红"),
        ("甲\t乙", "甲\t乙"),
        (" 请看\u202e文本 ", " 请看\u202e文本 "),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("。。。。", "。。。。"),
    ],
)
def test_an_account_keeps_the_form_the_citizen_gave_it(value: str, kept: str) -> None:
    assert text.long_text(value) == kept


@given(ANY_TEXT)
@settings(max_examples=200, deadline=None)
def test_what_was_taken_once_is_taken_again_unchanged(value: str) -> None:
    for takes in (text.single_line, text.long_text):
        try:
            kept = takes(value)
        except Unacceptable:
            continue

        assert takes(kept) == kept
        assert kept.encode().decode() == kept


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "\u3000\u3000",
        "\u200b\u200b",
        "\ufeff",
        "\u2060\u00ad",
        "\t\n",
        "\u3164\u2800\ufe0f",
    ],
)
def test_a_text_nobody_can_see_is_blank(value: str) -> None:
    assert text.is_blank(value)


@pytest.mark.parametrize("value", ["。。。。", "a", " \u200ba", "\u0301", "0"])
def test_a_text_of_which_something_shows_is_not_blank(value: str) -> None:
    assert not text.is_blank(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("café", "cafe\u0301"),
        ("广州\u200b某某\u200c公司", "广州某某公司"),
        ("\uff21\uff22\uff23（广州）有限公司", "abc广州 有限公司"),
        ("Admin", "admin"),
        ("admin\u3000", "admin"),
        ("甲·乙", "甲乙"),
        ("STRASSE", "straße"),
    ],
)
def test_names_that_read_the_same_have_one_key(one: str, other: str) -> None:
    assert text.match_key(one) == text.match_key(other)


@pytest.mark.parametrize(("one", "other"), [("户", "戶"), ("粤海", "粵海"), ("C++", "C")])
def test_variant_forms_are_different_names(one: str, other: str) -> None:
    assert text.match_key(one) != text.match_key(other)


def test_a_name_without_letters_has_an_empty_key() -> None:
    assert text.match_key("。 \u200b-") == ""


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_the_key_of_a_key_is_itself(value: str) -> None:
    assert text.match_key(text.match_key(value)) == text.match_key(value)


@pytest.mark.parametrize(
    ("texts", "terms"),
    [
        (["广州市"], "广 广州 州 州市 市"),
        (["广州 天河"], "广 广州 州 天 天河 河"),
        (["甲", "乙"], "甲 乙"),
        (["广\u200b州"], "广 广州 州"),
        (["ZL201710123456.0"], "zl 201710123456 0"),
        (["\uff21\uff22\uff0d\uff11\uff12型"], "ab 12 型"),
        (["AB ab Ab"], "ab"),
        (["x" * 65], "x" * 64),
        (["", "。，"], ""),
    ],
)
def test_a_record_is_found_by_characters_pairs_and_whole_runs(texts: list[str], terms: str) -> None:
    assert text.grams(*texts) == terms


@pytest.mark.parametrize(
    ("q", "terms"),
    [
        ("广州", ["广州"]),
        ("广", ["广"]),
        ("天河区", ["天河", "河区"]),
        ("ZL2017 型号 ab-12", ["zl", "2017", "型号", "ab", "12"]),
        ("a A", ["a"]),
        ('{"$ne":null}', ["ne", "null"]),
        (" % ", []),
    ],
)
def test_a_query_asks_for_the_longest_terms_it_has(q: str, terms: list[str]) -> None:
    assert text.query_grams(q) == terms


def test_a_query_of_five_thousand_words_asks_for_ten() -> None:
    assert text.query_grams(" ".join(f"{n}" for n in range(5000))) == [f"{n}" for n in range(10)]


@given(st.text("广州市天河区知识产权 ab12-\uff21\uff22", max_size=40), st.data())
@settings(max_examples=200, deadline=None)
def test_a_record_is_found_by_any_part_of_its_chinese_runs(
    record: str, data: st.DataObject
) -> None:
    runs = "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in record).split()
    run = data.draw(st.sampled_from(runs or [""]))
    start = data.draw(st.integers(0, len(run)))
    part = run[start : data.draw(st.integers(start, len(run)))]

    assert set(text.query_grams(part)) <= set(text.grams(record).split())


@pytest.mark.parametrize(
    "value",
    [
        "x" + "\u0301" * 19_999,
        "x" + "\u0301\u0323" * 10_000,
        "\uff9e\u0323" * 10_000,
        "案" * 20_000,
        "<" * 20_000,
        "\r" * 20_000,
        " " * 900_000,
    ],
)
def test_no_text_is_slow(value: str) -> None:
    started = time.perf_counter()

    text.long_text(value)
    text.is_blank(value)
    text.match_key(value)
    text.grams(value)

    assert time.perf_counter() - started < 1


def test_ordinary_marks_stay_on_their_letters() -> None:
    assert text.match_key("ế") == unicodedata.normalize("NFC", "ế")
