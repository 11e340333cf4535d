"""The numbers the office gives out, and what it makes of the numbers it is given."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from stdnum.cn import ric, uscc

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O or U: read out by telephone
LONGEST: Final = 100  # characters of a number as given, before anything is looked at

# What is said about a number, by code; with a warning it is kept, with a refusal it is not.
DETAILS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "uscc_format": "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z）。",
        "uscc_checksum": "统一社会信用代码的校验位不符，请核对。",
        "org_code_format": "组织机构代码应为 8 位数字或字母加 1 位校验位。",
        "org_code_checksum": "组织机构代码的校验位不符，请核对。",
        "id_card_format": "居民身份证号码应为 18 位。",
        "id_card_15_digits": "不再接受 15 位居民身份证号码，请填写 18 位号码。",
        "id_card_date": "居民身份证号码中的出生日期不存在。",
        "id_card_checksum": "居民身份证号码的校验位不符，请核对。",
        "identity_format": "证件号码应为居民身份证、护照或港澳台居民通行证号码。",
        "patent_number_format": "专利号应为申请号（可带 ZL），例如 ZL201710123456.0。",
        "patent_number_checksum": "专利号的校验位不符，请核对。",
        "patent_number_year": "专利号中的年份与编号规则不符，请核对。",
        "trademark_number_format": "商标注册号应为 1 至 8 位数字，或 G 加数字的国际注册号。",
        "copyright_number_format": "著作权登记号格式不正确，例如 2019SR0322683。",
        "phone_format": "电话号码格式不正确。",
        "phone_masked": "电话号码已被隐去部分数字，无法回拨。",
        "postcode_format": "邮政编码应为 6 位数字。",
    }
)

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
_AS_TYPED = _FULL_WIDTH | _DASHES | {ord("。"): "."}
_UNWRITTEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")

_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORG_CODE = re.compile(r"([0-9A-Z]{8})-?([0-9X])")
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_TRAVEL_DOCUMENT = re.compile(r"[A-Z]{1,3}[0-9]{6,10}|[0-9]{8}")
_PATENT = re.compile(
    r"(ZL)?((?:19|20)[0-9]{2}[12389][0-9]{7}|[0-9]{2}[12389][0-9]{5})(?:\.?([0-9X]))?"
)
_TRADEMARK = re.compile(r"G?[0-9]{1,8}[A-Z]?")
_SOFTWARE = re.compile(r"(?:19|20)[0-9]{2}SR[0-9]{5,7}|软著登字第[0-9]{5,8}号")
_WORK = re.compile(r"[\u4e00-\u9fff]作登字-(?:19|20)[0-9]{2}-[A-Z]-[0-9]{8}")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86(?=1[3-9])")
_MOBILE = re.compile(r"1[3-9][0-9](?:[0-9]{8}|\*{4}[0-9]{4})")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_LANDLINE = re.compile(
    r"(?:(0(?:10|2[0-9]|[3-9][0-9]{2}))-?)?([2-9][0-9]{6,7}|\*{4}[0-9]{4})(-[0-9]{1,6})?"
)
_ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")
_LETTER = re.compile(
    r"([\u4e00-\u9fff]{1,12})[\u3014\[【(﹝]((?:19|20)[0-9]{2})[\u3015\]】)﹞]第?([1-9][0-9]{0,5})号"
)

_COMPOUND_SURNAMES: Final = frozenset(
    re.findall(
        "..",
        "欧阳歐陽太史端木上官司马司馬东方東方独孤南宫万俟闻人夏侯诸葛諸葛尉迟公羊赫连澹台"
        "皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马"
        "公西颛孙壤驷漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭羊舌微生梁丘左丘西门"
        "南荣第五即墨达奚褚师纳兰完颜叶赫",
    )
)
_SHOWN_DOWN_TO = [
    re.compile(rf".*?(?:{ends})") for ends in ("街道|镇|乡", "大道|路|街|巷", "区|县", "市")
]
_DOOR = re.compile(r"[0-9]|号|栋|幢|座|室|单元|房")


@dataclass(frozen=True)
class Checked:
    """A number as the office keeps it, and what is to be said about it; codes of DETAILS."""

    value: str
    warnings: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True)
class LetterNumber:
    """The number of an official letter: whose, of which year, which."""

    organ: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.organ}\u3014{self.year}\u3015{self.serial}号"


# ------------------------------------------------------------------------ numbers the office makes


def public_number(prefix: str, year: int, token: bytes | Callable[[int], bytes]) -> str:
    """A number to show the world, e.g. `TS26-7K3M9QXD4B`: 50 random bits, no order promised.

    `token` is at least 7 random bytes, or what makes so many. Raises ValueError if it is shorter.
    """
    raw = token if isinstance(token, bytes) else token(7)
    return f"{prefix}{year % 100:02}-{_spelled(raw, 10)}"


def format_receipt(secret: bytes) -> str:
    """A receipt code as the citizen is given it, `XXXX-XXXX-XXXX-XXXX`: 80 bits of 10 bytes."""
    code = _spelled(secret, 16)
    return "-".join(code[i : i + 4] for i in range(0, 16, 4))


def normalise_receipt(text: str) -> str:
    """A receipt code as it is looked up: no dashes, O read as 0, I and L as 1."""
    return _typed(text).replace("-", "").translate(str.maketrans("OIL", "011"))


def parse_letter_number(text: str) -> LetterNumber | None:
    """An official letter number in any brackets, with or without 第; None if it is not one."""
    found = _LETTER.fullmatch(_typed(text))
    return LetterNumber(found[1], int(found[2]), int(found[3])) if found else None


# ------------------------------------------------------------------------- numbers the office gets


def check_uscc(text: str) -> Checked:
    """Unified social credit code (GB 32100)."""
    number = _typed(text).replace("-", "")
    if not _USCC.fullmatch(number):
        return Checked(text, refused="uscc_format")
    good = number[-1] == uscc.calc_check_digit(number[:-1])
    return Checked(number, () if good else ("uscc_checksum",))


def check_org_code(text: str) -> Checked:
    """Organisation code (GB 11714), kept with its dash."""
    found = _ORG_CODE.fullmatch(_typed(text))
    if not found:
        return Checked(text, refused="org_code_format")
    total = sum(int(c, 36) * w for c, w in zip(found[1], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    good = found[2] == "0123456789X0"[11 - total % 11]
    return Checked(f"{found[1]}-{found[2]}", () if good else ("org_code_checksum",))


def check_id_card(text: str) -> Checked:
    """Resident identity card number (GB 11643); an impossible birthday is refused."""
    number = _typed(text)
    if not _ID_CARD.fullmatch(number):
        old = number.isdecimal() and len(number) == 15
        return Checked(text, refused="id_card_15_digits" if old else "id_card_format")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Checked(text, refused="id_card_date")
    good = number[-1] == ric.calc_check_digit(number)
    return Checked(number, () if good else ("id_card_checksum",))


def check_identity(text: str) -> Checked:
    """An identity card, or else a passport or a travel permit of Hong Kong, Macao or Taiwan."""
    number = _typed(text)
    if _TRAVEL_DOCUMENT.fullmatch(number):
        return Checked(number)
    return check_id_card(text)


def check_patent_number(text: str) -> Checked:
    """Patent or application number (ZC 0006), kept with its dot, and with ZL if it was given."""
    found = _PATENT.fullmatch(_typed(text))
    if not found:
        return Checked(text, refused="patent_number_format")
    mark, serial, check = found.groups(default="")
    old = len(serial) == 8
    if not check:  # numbers of 1985 to 1988 had none
        undated = old and serial[:2] in {"85", "86", "87", "88"}
        return Checked(mark + serial) if undated else Checked(text, refused="patent_number_format")
    warnings = []
    total = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(serial))
    if check != "0123456789X"[total % 11]:
        warnings.append("patent_number_checksum")
    if (3 < int(serial[:2]) < 85) if old else (int(serial[:4]) < 2003):
        warnings.append("patent_number_year")
    return Checked(f"{mark}{serial}.{check}", tuple(warnings))


def check_trademark_number(text: str) -> Checked:
    """Trademark registration number, national or international."""
    return _matched(_TRADEMARK, _typed(text), text, "trademark_number_format")


def check_software_copyright(text: str) -> Checked:
    """Registration or certificate number of a software copyright."""
    return _matched(_SOFTWARE, _typed(text), text, "copyright_number_format")


def check_copyright_number(text: str) -> Checked:
    """Registration number of any copyright: software or work."""
    work = _typed(text)
    return Checked(work) if _WORK.fullmatch(work) else check_software_copyright(text)


def check_phone(text: str) -> Checked:
    """Mobile, landline, 400/800 or foreign number; one masked by the hotline is kept as masked."""
    typed = _typed(text).replace("(", "").replace(")", "-")
    number = _COUNTRY.sub("", typed, count=1) if _COUNTRY.match(typed) else typed
    run = number.replace("-", "")
    if _MOBILE.fullmatch(run) or _SERVICE.fullmatch(run):
        kept = run
    elif _ABROAD.fullmatch(typed.replace("-", "")):
        kept = typed.replace("-", "")
    elif found := _LANDLINE.fullmatch(number) or (
        number != typed and _LANDLINE.fullmatch(f"0{number}")
    ):
        kept = "-".join(part.strip("-") for part in found.groups() if part)
    else:
        return Checked(text, refused="phone_format")
    return Checked(kept, ("phone_masked",) if "*" in kept else ())


def check_postcode(text: str) -> Checked:
    """Chinese postcode."""
    return _matched(re.compile(r"[0-9]{6}"), _typed(text), text, "postcode_format")


# --------------------------------------------------------------------------- what a screen may show


def mask_name(name: str) -> str:
    """The surname and at most two stars: 张*, 欧阳**; of a foreign name the first letter."""
    name = name.strip()
    kept = name[:2] if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else name[:1]
    return kept + "*" * min(len(name) - len(kept), 2) if len(name) > 1 else "*" * len(name)


def mask_phone(phone: str) -> str:
    """138****1234, 020-****0369; of any other number the last four digits at most."""
    if _MOBILE.fullmatch(phone) or _SERVICE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if found := _LANDLINE.fullmatch(phone):
        return f"{found[1]}-****{found[2][-4:]}" if found[1] else f"****{found[2][-4:]}"
    return _last_four(phone)


def mask_email(email: str) -> str:
    """a***@x.com."""
    local, at, domain = email.strip().rpartition("@")
    return f"{local[0]}***@{domain}" if at and local else _starred(email)


def mask_id_card(number: str) -> str:
    """First six and last four: 440106********0014; any other document wholly hidden."""
    whole = _ID_CARD.fullmatch(number)
    return f"{number[:6]}********{number[-4:]}" if whole else _starred(number)


def mask_address(address: str) -> str:
    """Down to the town or street, never the door: 广州市天河区石牌街道****."""
    outside = _DOOR.split(address.strip(), maxsplit=1)[0]
    for known in _SHOWN_DOWN_TO:
        if found := known.match(outside):
            return f"{found[0]}****"
    return _starred(address)


def mask_account(account: str) -> str:
    """The last four digits of a bank account: **** **** 1234."""
    digits = _typed(account)
    return f"**** **** {digits[-4:]}" if len(digits) > 7 else _starred(digits)


def _typed(text: str) -> str:
    """As the certificate prints it: half-width, upper case, no spaces; nothing if endless."""
    if len(text) > LONGEST:
        return ""
    return _UNWRITTEN.sub("", text.translate(_AS_TYPED)).upper()


def _matched(form: re.Pattern[str], typed: str, given: str, refusal: str) -> Checked:
    return Checked(typed) if form.fullmatch(typed) else Checked(given, refused=refusal)


def _spelled(raw: bytes, length: int) -> str:
    if len(raw) * 8 < length * 5:
        raise ValueError(f"{length} characters need {length * 5} random bits")
    bits = int.from_bytes(raw, "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(length)))


def _last_four(number: str) -> str:
    return f"****{number[-4:]}" if len(number) > 7 else _starred(number)


def _starred(text: str) -> str:
    return "****" if text else ""
