"""The reading choices of text formats: their names, what may be chosen, and what an answer means."""

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited import figures
from mlworkbench.stages.data.delimited.encoding import ENCODINGS
from mlworkbench.stages.data.delimited.layout import NO_DELIMITER
from mlworkbench.stages.data.rejects import REFUSE, SET_ASIDE

NONE = "none"
FIND = Words("find out", "자동 판단")
NOTHING = Words("none", "없음")
SIGNS = {"tab": "\t", "space": " ", "control-a": "\x01", NONE: NO_DELIMITER}
FORBIDDEN = "\"'\\\r\n\0"

ENCODING = Param(
    "encoding",
    Words("Encoding", "인코딩"),
    "",
    choices=("", *ENCODINGS),
    choice_words=(FIND, *(Words(one.upper(), one.upper()) for one in ENCODINGS)),
)
DELIMITER = Param(
    "delimiter",
    Words("Separator", "구분자"),
    "",
    help=Words("One character, or the word tab, space or none.", "한 글자 또는 tab, space, none 중 한 단어입니다."),
)
QUOTE = Param(
    "quote",
    Words("Quotation mark", "따옴표"),
    "",
    choices=("", '"', "'", NONE),
    choice_words=(FIND, Words('" double', '" 큰따옴표'), Words("' single", "' 작은따옴표"), NOTHING),
)
ESCAPE = Param(
    "escape",
    Words("A quotation mark inside a cell", "셀 안의 따옴표"),
    "",
    choices=("", "doubled", "backslash"),
    choice_words=(FIND, Words('doubled: ""', '두 번 씀: ""'), Words('after a backslash: \\"', '역슬래시 뒤: \\"')),
)
HEADER = Param(
    "header",
    Words("Header row", "머리글 행"),
    "",
    help=Words("Its number, counted from 1; 0 if there is none.", "1부터 센 번호입니다. 없으면 0입니다."),
)
SKIP = Param(
    "skip",
    Words("Lines to skip at the top", "위에서 건너뛸 줄 수"),
    "",
    help=Words("How many lines stand above the table.", "표 위에 있는 줄의 수입니다."),
)
UNITS = Param(
    "units",
    Words("Row of units", "단위 행"),
    "",
    choices=("", "row", NONE),
    choice_words=(FIND, Words("below the header", "머리글 아래"), NOTHING),
)
SKIP_END = Param(
    "skip_end",
    Words("Rows to leave out at the end", "끝에서 뺄 행 수"),
    "",
    help=Words("How many rows at the end are notes or totals.", "끝에 있는 메모나 합계 행의 수입니다."),
)
COMMENT = Param(
    "comment",
    Words("Comment mark", "주석 표시"),
    "",
    help=Words(
        "Lines that begin with it are no rows, such as #; none if there are none.",
        "이 표시로 시작하는 줄은 행이 아닙니다(예: #). 없으면 none입니다.",
    ),
)
DECIMAL = Param(
    "decimal",
    Words("Decimal sign", "소수점 기호"),
    "",
    choices=("", *figures.DECIMALS),
    choice_words=(FIND, Words("point", "점"), Words("comma", "쉼표")),
)
THOUSANDS = Param(
    "thousands",
    Words("Thousands sign", "천 단위 기호"),
    "",
    choices=("", *figures.THOUSANDS),
    choice_words=(
        FIND,
        NOTHING,
        Words("comma", "쉼표"),
        Words("point", "점"),
        Words("space", "공백"),
        Words("apostrophe", "작은따옴표"),
    ),
)
BAD_ROWS = Param(
    "bad_rows",
    Words("Rows that cannot be read", "읽을 수 없는 행"),
    "",
    choices=("", REFUSE, SET_ASIDE),
    choice_words=(
        Words("refuse the file", "파일을 거부"),
        Words("refuse the file", "파일을 거부"),
        Words("set aside", "따로 둠"),
    ),
)


def sign(text: str) -> str | None:
    """The delimiter that is meant; None where it is to be found. Raises InputError for what can be none."""
    if not text:
        return None
    found = SIGNS.get(text.lower(), text)
    if len(found) != 1 or found in FORBIDDEN or not found.isascii() or found.isalnum():
        raise InputError("data.bad_delimiter", found=text[:20])
    return found


def spelled(delimiter: str) -> str:
    return next((word for word, one in SIGNS.items() if one == delimiter), delimiter)


def mark(text: str) -> str | None:
    """A quotation or comment mark: empty for none of it, None where it is to be found."""
    return None if not text else "" if text == NONE else text


def count(name: str, text: str) -> int | None:
    """A whole number that is not negative; None where it is to be found."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise InputError("params.not_a_number", name=name, found=text[:20])
    return int(text)


def check_signs(decimal: str, thousands: str) -> None:
    if decimal and decimal == thousands:
        raise InputError("data.same_signs", sign=decimal)
