from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wire import numbers
from wire.numbers import Checked, LetterNumber

FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X*-."}


def test_a_public_number_names_its_kind_and_year_and_nothing_else() -> None:
    assert numbers.public_number("TS", 2026, bytes(7)) == "TS26-0000000000"
    assert numbers.public_number("TS", 2026, b"\xff" * 7) == "TS26-ZZZZZZZZZZ"
    assert numbers.public_number("AJ", 2104, lambda count: b"\xff" * count) == "AJ04-ZZZZZZZZZZ"


@given(st.binary(min_size=7, max_size=7), st.binary(min_size=7, max_size=7))
@settings(max_examples=100, deadline=None)
def test_every_one_of_fifty_bits_shows_in_a_public_number(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one, "big") % 2**50 == int.from_bytes(other, "big") % 2**50

    shown = [numbers.public_number("TS", 2026, token) for token in (one, other)]

    assert (shown[0] == shown[1]) is same
    assert not set(shown[0][5:]) - set(numbers.ALPHABET)


def test_too_little_chance_makes_no_number() -> None:
    with pytest.raises(ValueError, match="50 random bits"):
        numbers.public_number("TS", 2026, b"123456")
    with pytest.raises(ValueError, match="80 random bits"):
        numbers.format_receipt(b"123456789")


@given(st.binary(min_size=10, max_size=10))
@settings(max_examples=100, deadline=None)
def test_a_receipt_is_found_however_it_is_read_out(secret: bytes) -> None:
    receipt = numbers.format_receipt(secret)
    kept = receipt.replace("-", "")

    assert [len(part) for part in receipt.split("-")] == [4, 4, 4, 4]
    assert numbers.normalise_receipt(receipt) == kept
    assert numbers.normalise_receipt(f" {receipt.lower().replace('-', ' ')} ") == kept
    assert numbers.normalise_receipt(kept.replace("0", "o").replace("1", "l")) == kept


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert numbers.normalise_receipt("O0I1L") == "00111"
    assert numbers.normalise_receipt("00111") == "00111"
    assert numbers.normalise_receipt("A" * 101) == ""


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("91440101MA5AB12C9E", Checked("91440101MA5AB12C9E")),
        ("91440113058963213U", Checked("91440113058963213U")),
        ("52440100MJK912347N", Checked("52440100MJK912347N")),
        ("124401004553456704", Checked("124401004553456704")),
        (" 91440101ma5ab12c9e ", Checked("91440101MA5AB12C9E")),
        ("9144 0101-MA5AB12C9E", Checked("91440101MA5AB12C9E")),
        ("N2440101MF12345678", Checked("N2440101MF12345678", ("uscc_checksum",))),
        ("91440101MA5AB12C9F", Checked("91440101MA5AB12C9F", ("uscc_checksum",))),
        ("914401011910660485", Checked("914401011910660485", ("uscc_checksum",))),
        ("91440101MI5AB12C9E", Checked("91440101MI5AB12C9E", refused="uscc_format")),
        ("91440101MA5AB12C9", Checked("91440101MA5AB12C9", refused="uscc_format")),
        ("", Checked("", refused="uscc_format")),
    ],
)
def test_a_credit_code_with_a_wrong_check_digit_is_kept(given_text: str, kept: Checked) -> None:
    assert numbers.check_uscc(given_text) == kept


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("12345678-8", Checked("12345678-8")),
        ("MA59ABC1-3", Checked("MA59ABC1-3")),
        ("G4017032-6", Checked("G4017032-6")),
        ("D2143569-X", Checked("D2143569-X")),
        ("d2143569x", Checked("D2143569-X")),
        ("12345678-9", Checked("12345678-9", ("org_code_checksum",))),
        ("MA59ABC1-X", Checked("MA59ABC1-X", ("org_code_checksum",))),
        ("1234567-8", Checked("1234567-8", refused="org_code_format")),
    ],
)
def test_an_organisation_code_is_kept_with_its_dash(given_text: str, kept: Checked) -> None:
    assert numbers.check_org_code(given_text) == kept


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("11010519491231002X", Checked("11010519491231002X")),
        ("440524188001010014", Checked("440524188001010014")),
        ("440106190002280014", Checked("440106190002280014")),
        ("440111190003010228", Checked("440111190003010228")),
        ("44018319001231003X", Checked("44018319001231003X")),
        ("44018319001231003x", Checked("44018319001231003X")),
        ("44018319001231003X".translate(FULL_WIDTH), Checked("44018319001231003X")),
        ("440106190002280015", Checked("440106190002280015", ("id_card_checksum",))),
        ("44010619000229001X", Checked("44010619000229001X", refused="id_card_date")),
        ("440183190013310031", Checked("440183190013310031", refused="id_card_date")),
        ("44010619000228001", Checked("44010619000228001", refused="id_card_format")),
        ("440106900228001", Checked("440106900228001", refused="id_card_15_digits")),
        ("E12345678", Checked("E12345678", refused="id_card_format")),
    ],
)
def test_an_identity_card_has_a_real_birthday(given_text: str, kept: Checked) -> None:
    assert numbers.check_id_card(given_text) == kept


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("e12345678", Checked("E12345678")),
        ("H1234567890", Checked("H1234567890")),
        ("12345678", Checked("12345678")),
        ("11010519491231002X", Checked("11010519491231002X")),
        ("440106900228001", Checked("440106900228001", refused="id_card_15_digits")),
    ],
)
def test_a_passport_or_a_travel_permit_identifies_too(given_text: str, kept: Checked) -> None:
    assert numbers.check_identity(given_text) == kept


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 999))
@settings(max_examples=100, deadline=None)
def test_exactly_one_check_digit_fits_an_identity_card(born: date, order: int) -> None:
    first = f"440106{born:%Y%m%d}{order:03}"

    fitting = [c for c in "0123456789X" if numbers.check_id_card(first + c).warnings == ()]

    assert len(fitting) == 1


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("ZL201710123456.0", Checked("ZL201710123456.0")),
        ("201720345678.2", Checked("201720345678.2")),
        ("ZL201730098765.8", Checked("ZL201730098765.8")),
        ("200480001234.2", Checked("200480001234.2")),
        ("89200001.5", Checked("89200001.5")),
        ("99345678.2", Checked("99345678.2")),
        ("95115608.X", Checked("95115608.X")),
        ("85100001", Checked("85100001")),
        (" zl 2017 1012 3456.0", Checked("ZL201710123456.0")),
        ("ZL2017101234560", Checked("ZL201710123456.0")),
        ("95115608x", Checked("95115608.X")),
        ("201710123456.0".translate(FULL_WIDTH), Checked("201710123456.0")),
        ("201710123456.1", Checked("201710123456.1", ("patent_number_checksum",))),
        ("202410588219.8", Checked("202410588219.8", ("patent_number_checksum",))),
        ("93105342.1", Checked("93105342.1", ("patent_number_checksum",))),
        (
            "199910123456.0",
            Checked("199910123456.0", ("patent_number_checksum", "patent_number_year")),
        ),
        ("20171012345.0", Checked("20171012345.0", refused="patent_number_format")),
        ("ZL201710123456", Checked("ZL201710123456", refused="patent_number_format")),
        ("ZL201740123456.0", Checked("ZL201740123456.0", refused="patent_number_format")),
        ("CN101234567B", Checked("CN101234567B", refused="patent_number_format")),
        ("ZL" + "1" * 50_000, Checked("ZL" + "1" * 50_000, refused="patent_number_format")),
    ],
)
def test_a_patent_number_with_a_wrong_check_digit_is_kept(given_text: str, kept: Checked) -> None:
    assert numbers.check_patent_number(given_text) == kept


@pytest.mark.parametrize("number", ["1234567", "88888888", "G1234567", "1234567A"])
def test_a_trademark_number_has_no_check_digit(number: str) -> None:
    assert numbers.check_trademark_number(number.lower()) == Checked(number)


@pytest.mark.parametrize("text", ["123456789", "A12345", "第30类", ""])
def test_what_is_no_trademark_number_is_refused(text: str) -> None:
    assert numbers.check_trademark_number(text) == Checked(text, refused="trademark_number_format")


@pytest.mark.parametrize(
    "number",
    [
        "2014SR148274",
        "2016SR041877",
        "2019SR0322683",
        "2025SR2430976",
        "软著登字第1362295号",
        "国作登字-2020-F-01234567",
        "粤作登字-2020-F-01234567",
    ],
)
def test_software_and_works_have_their_own_registers(number: str) -> None:
    assert numbers.check_copyright_number(number) == Checked(number)


@pytest.mark.parametrize("text", ["2024SR", "24SR123456", "2024RJ123456"])
def test_what_is_no_copyright_number_is_refused(text: str) -> None:
    refused = Checked(text, refused="copyright_number_format")

    assert numbers.check_software_copyright(text) == refused
    assert numbers.check_copyright_number(text) == refused


def test_a_work_is_not_software() -> None:
    work = "国作登字-2020-F-01234567"

    assert numbers.check_software_copyright(work).refused == "copyright_number_format"


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("13800138000", "13800138000"),
        ("13800138000".translate(FULL_WIDTH), "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("81050369", "81050369"),
        ("020-81050369", "020-81050369"),
        ("02081050369", "020-81050369"),
        ("（020）81050369", "020-81050369"),
        ("(020) 8105 0369-12", "020-81050369-12"),
        ("+86 20 8105 0369", "020-81050369"),
        ("0757-8123456", "0757-8123456"),
        ("400-830-0000", "4008300000"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_a_telephone_number_is_kept_in_one_form(given_text: str, kept: str) -> None:
    assert numbers.check_phone(given_text) == Checked(kept)


@pytest.mark.parametrize("masked", ["138****1234", "020-****0369"])
def test_a_number_masked_by_the_hotline_is_kept_as_masked(masked: str) -> None:
    expected = Checked(masked, ("phone_masked",))

    assert numbers.check_phone(masked) == expected
    assert numbers.check_phone(masked.translate(FULL_WIDTH)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12345678901",
        "0201234567",
        "1381234567",
        "138*****234",
        "\\'; SELECT pg_sleep(10)--",
        "١٣٨٠٠١٣٨٠٠٠",
        "1" * 50_000,
    ],
)
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    assert numbers.check_phone(text) == Checked(text, refused="phone_format")


def test_a_postcode_has_six_digits() -> None:
    assert numbers.check_postcode("510030") == Checked("510030")
    assert numbers.check_postcode("51003") == Checked("51003", refused="postcode_format")


@pytest.mark.parametrize(
    "text",
    [
        "穗知\u30142017\u30155号",
        "穗知[2017]5号",
        "穗知【2017】5号",
        "穗知(2017)5号",
        "穗知（2017）第5号",
        "穗知﹝2017﹞5号",
        " 穗知 \u30142017\u3015 第 5 号 ",
    ],
)
def test_an_official_letter_number_is_read_in_any_brackets(text: str) -> None:
    letter = numbers.parse_letter_number(text)

    assert letter == LetterNumber("穗知", 2017, 5)
    assert str(letter) == "穗知\u30142017\u30155号"


@pytest.mark.parametrize(
    "text", ["穗知2017年5号", "穗知\u301417\u30155号", "穗知\u30142017\u301505号", "5号", ""]
)
def test_what_is_no_letter_number_is_not_read_as_one(text: str) -> None:
    assert numbers.parse_letter_number(text) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("欧阳修", "欧阳*"),
        ("买买提·艾合买提", "买**"),
        ("John Smith", "J**"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_of_a_name_the_surname_is_shown(name: str, shown: str) -> None:
    assert numbers.mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("138****1234", "138****1234"),
        ("020-81050369", "020-****0369"),
        ("020-81050369-12", "020-****0369"),
        ("81050369", "****0369"),
        ("4008300000", "400****0000"),
        ("+85223456789", "****6789"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_of_a_telephone_number_the_last_four_digits_are_shown(phone: str, shown: str) -> None:
    assert numbers.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("email", "shown"),
    [("alice@x.com", "a***@x.com"), ("a@x.com", "a***@x.com"), ("alice", "****"), ("", "")],
)
def test_of_an_address_for_mail_the_first_letter_is_shown(email: str, shown: str) -> None:
    assert numbers.mask_email(email) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("广州市天河区石牌街道龙口西路1号", "广州市天河区石牌街道****"),
        ("广州市越秀区东风中路318号", "广州市越秀区东风中路****"),
        ("广州市增城区新塘镇解放北路8号", "广州市增城区新塘镇****"),
        ("广州市南沙区丰泽花园3栋石牌街道", "广州市南沙区****"),
        ("丰泽花园3栋502房", "****"),
        ("", ""),
    ],
)
def test_an_address_is_shown_down_to_the_street_and_never_the_door(
    address: str, shown: str
) -> None:
    assert numbers.mask_address(address) == shown


@pytest.mark.parametrize(
    ("account", "shown"),
    [("6222 0210 0011 1234", "**** **** 1234"), ("1234567", "****"), ("", "")],
)
def test_of_an_account_the_last_four_digits_are_shown(account: str, shown: str) -> None:
    assert numbers.mask_account(account) == shown


def test_of_an_identity_card_the_region_and_the_last_four_are_shown() -> None:
    assert numbers.mask_id_card("440106190002280014") == "440106********0014"
    assert numbers.mask_id_card("E12345678") == "****"


def test_every_code_has_its_sentence() -> None:
    hard = ["", "1", "440106900228001", "440183190013310031"]
    checks = [
        numbers.check_uscc, numbers.check_org_code, numbers.check_id_card,
        numbers.check_identity, numbers.check_patent_number, numbers.check_trademark_number,
        numbers.check_copyright_number, numbers.check_phone, numbers.check_postcode,
    ]  # fmt: skip

    refusals = {check(text).refused for check in checks for text in hard} - {None}

    assert refusals - set(numbers.DETAILS) == set()
