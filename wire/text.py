"""What text may cross the boundary, what it is compared by, and what it is found by."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_NONCHARACTERS: Final = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TAGS: Final = "\U000e0000-\U000e007f"
# Default_Ignorable_Code_Point, interlinear marks and the empty Braille cell.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Han, kana, bopomofo and hangul: written without spaces, so found by pairs of characters.
_UNSPACED: Final = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003fffd"
)
# Starters that decompose into combining marks.
_HIDDEN_MARKS: Final = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")

_SURROGATE = re.compile("[\ud800-\udfff]")
_NONCHARACTER = re.compile(f"[{_NONCHARACTERS}]")
_NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DROPPED_FROM_A_LINE = re.compile(f"[{_BIDI}{_TAGS}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_DROPPED_FROM_LONG_TEXT = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANK = re.compile(rf"[\s\x00-\x1f\x7f-\x9f{_INVISIBLE}]*+")
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
_RUN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<digits>\d+)|(?P<letters>[^\W\d_{_UNSPACED}]+)"
)

MARKS_IN_A_ROW: Final = 30  # Unicode's stream-safe limit: keeps normalisation linear
LONGEST_TERM: Final = 64  # characters; a search index refuses endless words
MOST_TERMS: Final = 10  # of one query


class Unacceptable(ValueError):
    """A value that may not cross the boundary: a stable code, and a sentence for the sender."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the translators; the door that answers translates it."""
    return sentence


def refuse_unstorable(value: str) -> None:
    """No text may hold NUL, half a surrogate pair or a noncharacter; raises Unacceptable."""
    if "\x00" in value:
        raise Unacceptable("nul", gettext_noop("含有空字符（NUL）。"))
    if _SURROGATE.search(value):
        raise Unacceptable("surrogate", gettext_noop("含有不成对的代理字符。"))
    if _NONCHARACTER.search(value):
        raise Unacceptable("noncharacter", gettext_noop("含有 Unicode 非字符。"))


def single_line(value: str) -> str:
    """A name or title: no control characters or line ends, hidden direction marks dropped, trimmed.

    Zero-width characters stay as the citizen sent them. Raises Unacceptable.
    """
    refuse_unstorable(value)
    if _NOT_IN_A_LINE.search(value):
        raise Unacceptable("control", gettext_noop("单行文字不能含有控制字符、换行或制表符。"))
    return _DROPPED_FROM_A_LINE.sub("", value).strip()


def long_text(value: str) -> str:
    """An account in the citizen's own form: line ends become LF, TAB stays, other controls go.

    Direction marks stay as evidence; pages must show them isolated. Raises Unacceptable.
    """
    refuse_unstorable(value)
    return _DROPPED_FROM_LONG_TEXT.sub("", _LINE_END.sub("\n", value))


def is_blank(value: str) -> bool:
    """A text nobody can see anything of is blank."""
    return _BLANK.fullmatch(value) is not None


def match_key(value: str) -> str:
    """What two names are compared by: NFKC, case folded, without invisibles, space, punctuation.

    Empty for a name of punctuation alone: an empty key matches nothing. Variant ideographs and
    simplified or traditional forms stay different names.
    """
    kept = "".join(c for c in _folded(value) if unicodedata.category(c)[0] not in "CPZ")
    return unicodedata.normalize("NFKC", kept)


def grams(*texts: str) -> str:
    """The terms a record is found by, each once, in order, space-joined.

    Of a Chinese run every character and every pair; of letters and of digits whole runs, split
    from each other (`ZL2017` gives `zl` and `2017`), never a part of a run. Terms are cut at 64
    characters.
    """
    terms: dict[str, None] = {}
    for text in texts:
        for run, unspaced in _runs(text):
            terms.update(dict.fromkeys(_characters_and_pairs(run) if unspaced else [run]))
    return " ".join(terms)


def query_grams(q: str) -> list[str]:
    """The terms, at most ten, that every record found by this query must have."""
    terms: dict[str, None] = {}
    for run, unspaced in _runs(q):
        for term in (_pairs(run) or [run]) if unspaced else [run]:
            if len(terms) == MOST_TERMS:
                return list(terms)
            terms[term] = None
    return list(terms)


def _folded(value: str) -> str:
    """One form for all ways to write the same characters, in linear time."""
    if value.isascii():
        return value.lower()
    kept, marks = [], 0
    for character in _UNSEEN.sub("", value):
        marks = marks + 1 if _is_mark(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    composed = unicodedata.normalize("NFKC", "".join(kept))
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", composed.casefold()))


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) != 0 or character in _HIDDEN_MARKS


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    for run in _RUN.finditer(_folded(text)):
        unspaced = run.lastgroup == "unspaced"
        yield (run[0] if unspaced else run[0][:LONGEST_TERM]), unspaced


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _characters_and_pairs(run: str) -> list[str]:
    return [term for i in range(len(run)) for term in (run[i], run[i : i + 2])]
