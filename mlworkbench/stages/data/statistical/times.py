"""Numbers that stand for dates and times in SAS, SPSS and Stata files."""

import re
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

Program = Literal["sas", "spss", "stata"]
Moment = Literal[
    "days", "seconds", "milliseconds", "leap_milliseconds", "weeks", "months", "quarters", "halves", "time", "stata_time"
]
Doubles = np.ndarray[tuple[int], np.dtype[np.float64]]

DAY = 86_400
ORIGINS = {"sas": -3_653 * DAY, "stata": -3_653 * DAY, "spss": -141_428 * DAY}  # 1960-01-01, 1582-10-14; seconds from 1970
FIRST, LAST = -62_135_596_800, 253_402_300_799  # the years 1 to 9999

SAS_DATES = re.compile(
    r"^(?:E8601DA|B8601DA|IS8601DA|DATE|DAY|DDMMYY|MMDDYY|YYMMDD|MMYY|YYMM|MONYY|YYMON|YYQR?|JULIAN|WEEKDAT[EX]|WORDDAT[EX]|NENGO"
    r"|DOWNAME|EURDFD[DEN]|EURDFMY|EURDFW[DK]X|NLDATE|MINGUO|DTDATE)[BCDNPSLMW]?$"
)
SAS_MOMENTS = re.compile(
    r"^(?:DATETIME|DATEAMPM|MDYAMPM|E8601D[TZNX]|B8601D[TZNX]|IS8601D[TZ]|NLDATM|EURDFDT|DTMONYY|DTYEAR|DTWKDATX)[A-Z]*$"
)
SAS_TIMES = re.compile(r"^(?:TIME|TIMEAMPM|TOD|HHMM|MMSS|E8601T[MZ]|B8601T[MZ]|IS8601T[MZ]|NLTIME)[A-Z]*$")
SPSS_DATES = frozenset({"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR"})
SPSS_MOMENTS = frozenset({"DATETIME", "YMDHMS"})
SPSS_TIMES = frozenset({"TIME", "DTIME", "MTIME"})
STATA = {"tw": "weeks", "tm": "months", "tq": "quarters", "th": "halves"}
STATA_TIME = re.compile(r"(?:HH|Hh|hH|hh|MM|mm|SS|ss|\.s+|am|pm|AM|PM|a\.m\.|A\.M\.|[:._ ])+$")
# A second was added at the end of June and of December of these years; Stata's %tC counts them.
JUNES = (1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015)
DECEMBERS = (*range(1972, 1980), 1987, 1989, 1990, 1995, 1998, 2005, 2008, 2016)


def moment(program: Program, format_: str | None) -> Moment | None:
    """What the numbers of a variable with this format count; None where they are just numbers."""
    if not format_:
        return None
    if program == "stata":
        return _of_stata(format_)
    name = re.sub(r"\d+(\.\d*)?$", "", format_.upper()).rstrip(".")
    if program == "spss":
        if name in SPSS_DATES or name in SPSS_MOMENTS:
            return "seconds"
        return "time" if name in SPSS_TIMES else None
    if name == "DTDATE" or SAS_MOMENTS.match(name):
        return "seconds"
    if SAS_TIMES.match(name):
        return "time"
    return "days" if SAS_DATES.match(name) and name not in ("DOWNAME", "DAY") else None


def _of_stata(format_: str) -> Moment | None:
    plain = format_.replace("-", "", 1)
    if re.match(r"%(td|d)(?![\d.])", plain):
        return "days"
    if plain.startswith(("%tc", "%tC")):
        if STATA_TIME.match(plain[3:]):
            return "stata_time"
        return "milliseconds" if plain.startswith("%tc") else "leap_milliseconds"
    found = STATA.get(plain[1:3])
    return found  # type: ignore[return-value]


def moments(numbers: Doubles, kind: Moment, program: Program) -> "pa.Array":
    """timestamp[us], null where no number stands or where the calendar ends; times of day as text."""
    import pyarrow as pa

    if kind in ("time", "stata_time"):
        return clock_times(numbers / (1_000 if kind == "stata_time" else 1))
    with np.errstate(invalid="ignore", over="ignore"):
        seconds = _seconds(numbers, kind) + ORIGINS[program]
        right = (seconds >= FIRST) & (seconds <= LAST)
        whole = np.floor(np.where(right, seconds, 0.0))
        rest = np.where(right, seconds, 0.0) - whole
        micros = whole.astype(np.int64) * 1_000_000 + np.rint(rest * 1_000_000).astype(np.int64)
    return pa.array(micros, pa.int64(), mask=~right).cast(pa.timestamp("us"))


def _seconds(numbers: Doubles, kind: Moment) -> Doubles:
    if kind == "days":
        return np.asarray(np.floor(numbers) * DAY)
    if kind == "milliseconds":
        return np.asarray(np.rint(numbers) / 1_000)
    if kind == "leap_milliseconds":
        return _without_leaps(np.asarray(np.rint(numbers) / 1_000))
    if kind in ("months", "quarters", "halves"):
        return _months(numbers * {"months": 1, "quarters": 3, "halves": 6}[kind])
    if kind == "weeks":  # week 1 begins on the first of January, week 52 lasts until the year ends
        years = np.floor(numbers / 52)
        return np.asarray(_months(years * 12) + (numbers - years * 52) * 7 * DAY)
    return numbers


def _months(months: Doubles) -> Doubles:
    right = np.isfinite(months) & (np.abs(months) < 100_000)
    whole = np.where(right, months, 0).astype(np.int64)
    days = (whole - 120).astype("M8[M]").astype("M8[D]").astype(np.int64) + 3_653
    return np.where(right, days * float(DAY), np.nan)


def _without_leaps(seconds: Doubles) -> Doubles:
    days = sorted([*(f"{year}-07-01" for year in JUNES), *(f"{year + 1}-01-01" for year in DECEMBERS)])
    ends = np.array(days, "M8[D]").astype(np.int64) * float(DAY) - ORIGINS["stata"]
    counted = ends + np.arange(len(ends))  # where the added second begins, in Stata's count
    passed = np.searchsorted(counted, seconds, side="right")
    return np.asarray(seconds - passed)


def clock_times(seconds: Doubles) -> "pa.Array":
    """10:10:10, 10:10:10.25, -0:30:00 or 49:00:00 as text; null where no number stands."""
    import pyarrow as pa

    right = np.isfinite(seconds) & (np.abs(seconds) < 1e11)
    return pa.array([_clock_time(value) if good else None for value, good in zip(seconds, right, strict=True)], pa.string())


def _clock_time(value: float) -> str:
    whole, micros = divmod(round(abs(value) * 1_000_000), 1_000_000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    return f"{'-' if value < 0 else ''}{hour:02d}:{minute:02d}:{second:02d}{fraction}"
