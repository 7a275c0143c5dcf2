"""Bytes to UTF-8, strictly and over the whole file: the first encoding that explains every byte and is plausible."""

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.rejects import Rejects

BLOCK = 1 << 20
HEAD = 1 << 16
LONGEST = 64 << 20
PIECE = 80
REPLACED = "\ufffd"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
SINGLE = ("cp1250", "cp1251", "cp1252", "latin-1")
# What can be chosen; without a choice only those of MARKS, WIDE and CANDIDATES are found.
ENCODINGS = ("utf-8", *WIDE, "cp949", "euc-kr", "shift_jis", "euc-jp", "gb18030", "big5", *SINGLE)
CONTROLS = [*range(9), 11, *range(14, 26), *range(27, 32), *range(127, 160)]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Decoded:
    """`path` is UTF-8 without byte order mark: the file itself where it is that already, else a copy."""

    path: Path
    encoding: str
    mark: int = 0


@dataclass
class Census:
    """How often each letter of the basic plane occurs: enough to tell text from nonsense.

    `beside` counts letters beyond ASCII that follow another one.
    """

    counts: Numbers = field(default_factory=lambda: np.zeros(1 << 16, np.int64))
    beside: int = 0

    def see(self, text: str) -> None:
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        high = points > 0x7F
        self.beside += int((high[1:] & high[:-1]).sum())
        self.counts += np.bincount(np.minimum(points, 0xFFFF), minlength=1 << 16)

    def between(self, first: int, last: int) -> int:
        return int(self.counts[first : last + 1].sum())

    def controls(self) -> int:
        return int(self.counts[CONTROLS].sum())


@cache
def common_syllables() -> Numbers:
    """The 2,350 syllables of KS X 1001; Korean text hardly uses others, misread Western text hits only others."""
    rows = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xC9) for trail in range(0xA1, 0xFF))
    return np.array([ord(letter) for letter in rows.decode("euc_kr")], np.int64)


EVERYDAY = (
    "가각간갈감갑값강개객거건걸검것게겨격견결경계고곡곤골공과관광괴교구국군굴궁권귀규균그극근글금급기길김까께꼭꾸끝나난날남납낮내너널넘네년념노녹논놀농"
    "높놓누눈뉴느는능니님다단달담답당대댁더던데도독돈돌동되된두둘드득든들등디따때떠또뜻라락란람랑래략량러런럼레려력련령례로록론료루류률륭르른를름릉리린"
    "림립마막만많말맛망맞매맥머먹메며면명모목몰몸못무문물미민밀및바박반받발밤방배백번벌범법베변별병보복본봉부북분불비빈빛사산살삼상새색생서석선설섬성"
    "세소속손송수숙순술숨쉬스습승시식신실심십싱쓰씨아악안알암압앙애액야약양어억언얼업없에여역연열염영예오옥온올옷와완왕외요용우운울움원월위유육율으은을"
    "음응의이익인일임입있자작잔잘장재저적전절점접정제져조족존종좌주준줄중증지직진질집징차착찬찰참창채책처천철첨첫청체초촌총최추축출충취층치친침카커코"
    "콘쾌크큰키타탁탄탈탐태택터토통투트특티파판팔편평포표품풍프플피필하학한할함합항해핵행향허험현혈협형혜호혼홍화확환활황회획횟후훈휘휴흐흥희히"
)


def korean(census: Census) -> bool:
    """Mostly everyday syllables: Japanese or Chinese read as cp949 gives kana, Hanja or any syllables, Western text rare ones."""
    everyday = int(census.counts[[ord(letter) for letter in EVERYDAY]].sum())
    common = int(census.counts[common_syllables()].sum())
    rare = census.between(0xAC00, 0xD7A3) - common
    foreign = census.between(0x4E00, 0x9FFF) + census.between(0xF900, 0xFAFF) + census.between(0x3040, 0x30FF)
    return everyday * 2 >= common and rare * 4 <= common and foreign <= common and not census.controls()


def western(census: Census) -> bool:
    """Mostly ASCII letters with some accents and signs, which stand alone: in Cyrillic or Asian text read as cp1252 most follow
    each other.
    """
    plain = census.between(65, 90) + census.between(97, 122)
    strange = census.between(0x80, 0xFFFF)
    seldom = int(census.counts[[ord(sign) for sign in "¢¤¥¦¨¬¯´¶¸¹¼¾"]].sum())
    alone = census.beside * 2 <= strange and seldom * 4 <= strange
    return census.between(0xC0, 0xFF) <= 0.3 * max(plain, 10) and alone and not census.controls()


CANDIDATES: tuple[tuple[str, Callable[[Census], bool] | None], ...] = (("utf-8", None), ("cp949", korean), ("cp1252", western))


def decode(path: Path, work: Path, report: Report, wanted: str = "", rejects: Rejects | None = None) -> Decoded:
    """Writes `work/decoded.csv` unless the file is plain UTF-8. `wanted` is the encoding chosen, empty to find it.

    With `rejects` lines that cannot be decoded go there. Raises InputError for NUL or broken bytes (with line), for a line
    beyond 64 MB and for an unknown encoding.
    """
    copy = work / "decoded.csv"
    with path.open("rb") as file:
        head = file.read(HEAD)
    mark, encoding = next(((mark, found) for mark, found in MARKS if head.startswith(mark)), (b"", _wide(head) or ""))
    mark = b"" if wanted and encoding != wanted else mark
    encoding = wanted or encoding
    if rejects is not None:
        return _salvaged(path, copy, encoding, len(mark), rejects, report)
    if encoding and (mark or encoding != "utf-8"):
        _convert(path, copy, encoding, report, skip=len(mark))
        return Decoded(copy, encoding, len(mark))
    if is_plain(path, report):
        return Decoded(path, "utf-8")
    if encoding:
        _convert(path, copy, encoding, report)
        return Decoded(copy, encoding)
    return _first_fitting(path, copy, report)


def _salvaged(path: Path, copy: Path, encoding: str, skip: int, rejects: Rejects, report: Report) -> Decoded:
    """Line by line where a block cannot be decoded whole. The encoding is that of the most part of the file."""
    try:
        return decode(path, copy.parent, report, encoding) if not skip else _all_of(path, copy, encoding, skip, report)
    except InputError as reason:
        if reason.key not in ("data.bad_bytes", "data.nul", "data.unknown_encoding"):
            raise
        offset = reason.facts.get("byte")
        used = encoding or (
            "utf-8" if reason.key == "data.nul" or (isinstance(offset, int) and _nearly_utf8(path, offset)) else ""
        )
        if not used:
            raise
    if used in WIDE:
        _salvage_wide(path, copy, used, skip, rejects)
        return Decoded(copy, used, skip)
    lines = 0
    with path.open("rb") as file, copy.open("wb") as out:
        file.seek(skip)
        for line in file:
            lines += 1
            text, fault = _line(line, used)
            if fault:
                rejects.add(lines, *fault, used, line.decode(used, "backslashreplace").rstrip("\r\n"))
                rejects.check_share(path, lines)
            out.write(text.encode())
    return Decoded(copy, used, skip)


def _salvage_wide(path: Path, copy: Path, encoding: str, skip: int, rejects: Rejects) -> None:
    """Lines of two or four bytes a letter: where one cannot be decoded, the sign that stands for it gives the line away."""
    with path.open("rb") as file, copy.open("wb") as out:
        file.seek(skip)
        text, lines = io.TextIOWrapper(file, encoding, errors="replace", newline="\n"), 0
        while line := text.readline(LONGEST):
            lines += 1
            bare = line.rstrip("\r\n")
            if len(line) == LONGEST and line == bare:
                raise InputError("data.long_line", file=path.name, line=lines, byte=0, piece=bare[:PIECE] + "…")
            if REPLACED in line or "\0" in line:
                reason, found = ("bytes", "FFFD") if REPLACED in line else ("nul", "00")
                rejects.add(lines, reason, found, encoding, bare)
                rejects.check_share(path, lines)
            kept = line[len(bare) :] if REPLACED in line or "\0" in line else line
            out.write(kept.encode("utf-8", "surrogatepass"))


def _all_of(path: Path, copy: Path, encoding: str, skip: int, report: Report) -> Decoded:
    _convert(path, copy, encoding, report, skip=skip)
    return Decoded(copy, encoding, skip)


def _line(line: bytes, encoding: str) -> tuple[str, tuple[str, str] | None]:
    """The line, or an empty one with what is wrong."""
    end = "\r\n" if line.endswith(b"\r\n") else "\n" if line.endswith(b"\n") else ""
    if b"\0" in line:
        return end, ("nul", "00")
    try:
        return line.decode(encoding), None
    except UnicodeDecodeError as reason:
        return end, ("bytes", line[reason.start : reason.start + 4].hex(" ").upper())


def byte_of(path: Path, decoded: Decoded, offset: int) -> int:
    """Where the letter at this byte of the UTF-8 text stands in the file itself."""
    if decoded.encoding == "utf-8":
        return offset + decoded.mark
    encoder, decoder = codecs.getincrementalencoder(decoded.encoding)(), codecs.getincrementaldecoder("utf-8")()
    place = decoded.mark
    with decoded.path.open("rb") as file:
        while offset > 0 and (block := file.read(min(offset, BLOCK))):
            place += len(encoder.encode(decoder.decode(block)))
            offset -= len(block)
    return place


def is_plain(path: Path, report: Report) -> bool:
    """UTF-8 from the first byte to the last, without NUL."""
    decoder, size, unended = codecs.getincrementaldecoder("utf-8")(), max(path.stat().st_size, 1), 0
    room = bytearray(BLOCK)  # the same one for every piece: fresh memory costs more than looking at it
    with path.open("rb", buffering=0) as file:
        while True:
            report.progress(min(file.tell() / size, 1), "data.decoding", file=path.name)
            block = room if (filled := file.readinto(room)) == BLOCK else room[:filled]
            ends = b"\n" in block or b"\r" in block
            unended = 0 if ends else unended + len(block)
            if b"\0" in block or unended > LONGEST:
                return False
            if not block.isascii() or decoder.getstate()[0] or not block:
                try:
                    decoder.decode(block, not block)
                except UnicodeDecodeError:
                    return False
            if not block:
                return True


def is_ascii(path: Path) -> bool:
    with path.open("rb") as file:
        return all(block.isascii() for block in iter(lambda: file.read(BLOCK), b""))


def _first_fitting(path: Path, copy: Path, report: Report) -> Decoded:
    failure: InputError | None = None
    for encoding, plausible in CANDIDATES:
        if isinstance(failure, _Broken) and encoding == "cp1252" and _nearly_utf8(path, failure.offset):
            break
        try:
            census = _convert(path, copy, encoding, report, counted=plausible is not None)
        except _Broken as reason:
            failure = failure or reason
            continue
        if plausible is None or plausible(census):
            return Decoded(copy, encoding)
    facts = {name: fact for name, fact in failure.facts.items() if name != "encoding"} if failure else {}
    raise InputError("data.unknown_encoding", **facts)


class _Broken(InputError):
    """These bytes are nothing in the encoding tried."""

    def __init__(self, path: Path, encoding: str, line: int, offset: int) -> None:
        with path.open("rb") as file:
            file.seek(offset)
            found = file.read(4).hex(" ").upper()
        super().__init__("data.bad_bytes", file=path.name, line=line, byte=offset, bytes=found, encoding=encoding)
        self.offset = offset


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark has zeros in every second place only, and one beside nearly every line end; UTF-32 holds no number
    beyond the last letter.
    """
    for encoding, kind in (("utf-32-le", "<u4"), ("utf-32-be", ">u4")):
        points = np.frombuffer(head[: len(head) // 4 * 4], kind)
        if len(points) and int(points.max()) < 0x110000 and points.all():
            return encoding
    pairs = np.frombuffer(head[: len(head) // 2 * 2], np.uint8).reshape(-1, 2)
    zeros = pairs == 0
    first, second = int(zeros[:, 0].sum()), int(zeros[:, 1].sum())
    if max(first, second) * 20 < len(pairs) or min(first, second) * 20 > max(first, second):
        return None
    ends = np.isin(pairs, (10, 13))
    beside = ends[:, 0] & zeros[:, 1] if second > first else ends[:, 1] & zeros[:, 0]
    if int(beside.sum()) * 2 < int(ends.sum()):
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _nearly_utf8(path: Path, offset: int) -> bool:
    """Around the broken place most that is not ASCII is sound UTF-8: cp1252 would read such a file as nonsense."""
    with path.open("rb") as file:
        file.seek(max(0, offset - HEAD))
        text = file.read(2 * HEAD).decode("utf-8", "replace")
    sound = sum(1 for letter in text if letter > "\x7f" and letter != "\ufffd")
    return sound > text.count("\ufffd")


def _convert(path: Path, copy: Path, encoding: str, report: Report, skip: int = 0, counted: bool = False) -> Census:
    """Raises _Broken for bytes that are nothing in this encoding, InputError for NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size, census, lines, start = max(path.stat().st_size, 1), Census(), Lines(), skip
    with path.open("rb") as file, copy.open("wb") as out:
        file.seek(skip)
        while True:
            before = file.tell() - len(decoder.getstate()[0])
            block = file.read(BLOCK)
            report.progress(min(before / size, 1), "data.decoding", file=path.name)
            try:
                text = decoder.decode(block, not block)
            except UnicodeDecodeError as reason:
                good = bytes(reason.object[: reason.start]).decode(encoding, "ignore")
                raise _Broken(path, encoding, lines.after(good), before + reason.start) from reason
            written = text.encode("utf-8", "surrogatepass")
            if b"\0" in written:
                good = text[: text.index("\0")]
                byte = before + len(good.encode(encoding, "ignore"))
                raise InputError("data.nul", file=path.name, line=lines.after(good), byte=byte)
            lines.pass_over(written)
            start = _line_start(block, file.tell() - len(block), start)
            if lines.open > LONGEST:
                raise InputError(
                    "data.long_line", file=path.name, line=lines.after(""), byte=start, piece=_piece(path, start, encoding)
                )
            out.write(written)
            if counted:
                census.see(text)
            if not block:
                return census


def _line_start(block: bytes, offset: int, start: int) -> int:
    """Where the line that is open at the block's end begins."""
    last = max(block.rfind(b"\n"), block.rfind(b"\r"))
    return start if last < 0 else offset + last + 1


def _piece(path: Path, start: int, encoding: str) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(PIECE * 4).decode(encoding, "ignore")[:PIECE] + "…"


class Lines:
    """Counts physical lines: line feeds, and carriage returns that stand alone."""

    def __init__(self) -> None:
        self._done = 0
        self._returned = False
        self.open = 0  # bytes since the last line end

    def pass_over(self, block: bytes) -> None:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self.open = self.open + len(block) if last < 0 else len(block) - last - 1
        self._done += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
        self._done -= self._returned and block.startswith(b"\n")
        self._returned = block.endswith(b"\r") if block else self._returned

    def after(self, text: str) -> int:
        """The number of the line on which the text after `text` stands."""
        rest = Lines()
        rest._returned = self._returned
        rest.pass_over(text.encode("utf-8", "replace"))
        return self._done + rest._done + 1
