"""Which table is found in each file of a folder of real and messy ones without any hand, beside the table that is in it.

.venv/bin/python -m tests.benchmarks.formats FOLDER [--write]   (--write: into docs/guide/*/import-formats.md)

FOLDER holds the data sets named in TRUTHS; a file that is not there is left out. See docs/guide/en/import-formats.md.
"""

import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data import open_source
from mlworkbench.stages.data.source import Source

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
MARK = "<!-- table -->"


@dataclass(frozen=True)
class Truth:
    """What a careful reader finds. `asks` is the choice about which must be asked, `refused` the key of the words with which the
    file must be refused; `reading` and `types` are facts that must have been found too.
    """

    file: str
    rows: int = 0
    columns: int = 0
    trap: tuple[str, str] = ("", "")
    asks: str = ""
    refused: tuple[str, ...] = ()
    reading: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


def csv(file: str, rows: int, columns: int, en: str, ko: str, types: dict[str, str] | None = None, **reading: str) -> Truth:
    return Truth(f"messy_files/{file}", rows, columns, (en, ko), reading=reading, types=types or {})


MESSY = (
    csv(
        "csvkit/FY09_EDU_Recipients_by_State.csv",
        52,
        9,
        "thousands commas in quotes, an empty row and column",
        "따옴표 안 천 단위 쉼표, 빈 행과 열",
        {"TOTAL": "number", "Code": "text"},
        thousands=",",
    ),
    csv("csvkit/acs2012_5yr_population.csv", 93, 4, "none", "없음", {"total_population": "number"}),
    csv(
        "csvkit/ks_1033_data.csv",
        1575,
        14,
        "5/19/2006 0:00:00, commas in quotes",
        "5/19/2006 0:00:00, 따옴표 안 쉼표",
        {"ship_date": "date"},
    ),
    csv("csvkit/test_utf16_little.csv", 2, 3, "UTF-16", "UTF-16", encoding="utf-16-le"),
    csv("csvkit/test_utf16_big.csv", 2, 3, "UTF-16, big end first", "UTF-16 빅 엔디언", encoding="utf-16-be"),
    csv("csvkit/test_utf8_bom.csv", 2, 3, "byte order mark", "바이트 순서 표시", {"foo": "number"}),
    csv("csvkit/test_latin1.csv", 2, 3, "Latin-1", "Latin-1", encoding="cp1252"),
    csv("csvkit/mac_newlines.csv", 2, 3, "CR ends lines, a line end in quotes", "CR 줄 바꿈, 따옴표 안 줄 바꿈"),
    csv(
        "csvkit/test_locale.csv",
        1,
        3,
        "1,7 and 200.000.000",
        "1,7과 200.000.000",
        {"a": "number", "b": "number"},
        decimal=",",
        thousands=".",
    ),
    csv("tabulator/skip-rows.csv", 2, 2, "comments between rows", "행 사이의 주석", {"id": "number"}, comment="#"),
    csv("tabulator/escaping.csv", 3, 2, "three styles of quoting", "세 가지 따옴표 방식"),
    csv("csv-spectrum/comma_in_quotes.csv", 1, 5, "a comma in quotes", "따옴표 안 쉼표"),
    csv("csv-spectrum/newlines_crlf.csv", 3, 3, "a line end in quotes", "따옴표 안 줄 바꿈"),
    csv("csv-spectrum/quotes_and_newlines.csv", 2, 2, "doubled quotes and line ends in quotes", "겹친 따옴표와 줄 바꿈"),
    Truth("messy_files/csvkit/bad.csv", trap=("ragged rows", "셀 수가 다른 행"), refused=("data.ragged",)),
    Truth("messy_files/csvkit/ne_1033_data.xlsx", 1036, 14, ("none", "없음"), types={"ship_date": "date"}),
    Truth("messy_files/csvkit/test_skip_lines.xlsx", 5, 7, ("header in row 4, a stray cell beside", "4행의 머리글, 옆의 낱셀")),
    Truth(
        "messy_files/readxl/deaths.xlsx",
        10,
        6,
        ("notes around the table, two sheets", "표 위아래의 메모, 시트 둘"),
        asks="sheet",
        types={"Age": "number"},
    ),
    Truth("messy_files/readxl/type-me.xlsx", 10, 2, ("four sheets, mixed kinds of cells", "시트 넷, 섞인 셀"), asks="sheet"),
    Truth("messy_files/readxl/dates-1904.xls", 1, 5, ("dates since 1904", "1904년 기준 날짜")),
    Truth("messy_files/readxl/unnamed-duplicated-columns.xlsx", 2, 4, ("empty and repeated names", "비거나 겹친 이름")),
    Truth(
        "messy_files/tabulator/merged-cells.xlsx",
        trap=("one merged block, no table", "병합된 셀 하나뿐"),
        refused=("data.no_rows",),
    ),
    Truth("messy_files/tabulator/multiline-headers.xlsx", 1, 4, ("header over five rows", "다섯 행의 머리글")),
    *(
        Truth(f"messy_files/pyreadstat/sample.{end}", 5, 7, ("labels, dates, times", "값 이름, 날짜, 시각"))
        for end in ("sav", "sas7bdat", "dta", "xpt")
    ),
    Truth("messy_files/pyreadstat/hebrews.sav", 99, 1, ("a Hebrew name", "히브리 문자 이름")),
    Truth(
        "messy_files/parquet/alltypes_plain.parquet",
        8,
        11,
        ("all types, dates such as 03/01/09", "모든 자료형, 03/01/09 같은 날짜"),
        asks="dates",
    ),
    Truth("messy_files/parquet/nested_lists.snappy.parquet", 3, 2, ("nested lists", "중첩된 목록")),
    Truth("messy_files/parquet/int96_from_spark.parquet", 6, 1, ("INT96 times out of range", "범위를 벗어난 INT96 시각")),
    Truth("messy_files/polars/foods1.ndjson", 27, 4, ("JSON lines", "JSON lines")),
)
SETS = (
    Truth(
        "telco_churn/Telco-Customer-Churn.csv",
        7043,
        21,
        ("blanks among numbers", "숫자 사이 빈칸"),
        types={"TotalCharges": "number"},
    ),
    Truth("ai4i_maintenance/ai4i2020.csv", 10000, 14, ("none", "없음")),
    Truth("polish_bankruptcy/1year.arff", 7027, 65, ("? for missing", "없음 표시 ?")),
    Truth("dry_bean/Dry_Bean_Dataset.xlsx", 13611, 17, ("none", "없음")),
    Truth("california_housing/housing.csv", 20640, 10, ("missing cells", "빈 셀")),
    Truth(
        "auto_imports/auto_imports.csv",
        201,
        26,
        ("no header, ? for missing", "머리글 없음, 없음 표시 ?"),
        reading={"header": "0"},
    ),
    Truth(
        "seoul_bike/SeoulBikeData.csv",
        8760,
        14,
        ("Latin-1, day before month", "Latin-1, 일이 먼저인 날짜"),
        types={"Date": "date"},
        reading={"encoding": "cp1252"},
    ),
    Truth("weekly_sales/Sales_Transactions_Dataset_Weekly.csv", 811, 107, ("wide", "많은 열")),
    Truth("aus_retail/aus_retail.csv", 64532, 5, ("none", "없음")),
    Truth("nab/realAWSCloudwatch/rds_cpu_utilization_cc0c53.csv", 4032, 2, ("times", "시각"), types={"timestamp": "date"}),
    Truth("nab/realKnownCause/machine_temperature_system_failure.csv", 22695, 2, ("times", "시각"), types={"timestamp": "date"}),
    Truth(
        "sms_spam/sms.tsv",
        5574,
        2,
        ("no header, stray quotes", "머리글 없음, 짝 없는 따옴표"),
        reading={"quote": "none", "header": "0"},
    ),
    Truth("korean_chatbot/ChatbotData.csv", 11823, 3, ("Korean, UTF-8", "한국어, UTF-8")),
    Truth("kosis_online_export/online_oversea_202210.csv", 2772, 5, ("CP949", "CP949"), reading={"encoding": "cp949"}),
    Truth(
        "korean_city_parks/전국도시공원표준데이터.csv",
        18137,
        19,
        ("CP949, a 20th column without name and value", "CP949, 이름도 값도 없는 20번째 열"),
        reading={"encoding": "cp949"},
    ),
    Truth(
        "korean_population_excel/population_raw_data.xlsx",
        846,
        16,
        ("two header rows, merged groups, a sheet of notes", "머리글 두 행, 병합된 묶음, 메모 시트"),
        asks="fill_down",
    ),
    Truth("wholesale_customers/wholesale.csv", 440, 8, ("byte order mark", "바이트 순서 표시")),
    Truth(
        "air_quality/AirQualityUCI.csv",
        9357,
        15,
        ("decimal commas, 114 empty rows, 2 empty columns", "소수점 쉼표, 빈 행 114개, 빈 열 2개"),
        types={"Date": "date", "T": "number"},
        reading={"decimal": ","},
    ),
    Truth("clothing_images/train", 300, 0, ("a folder a class", "범주마다 폴더")),
    Truth("pcb_defects/whole", 160, 0, ("a folder a class", "범주마다 폴더")),
    Truth("pcb_defects/crops", 360, 0, ("a folder a class", "범주마다 폴더")),
)
TRUTHS = (*MESSY, *SETS)


@dataclass(frozen=True)
class Found:
    truth: Truth
    shape: str
    asked: tuple[str, ...] = ()
    refused: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return "wrong" if self.wrong else "refused" if self.refused else "asked" if self.truth.asks else "right"


def find(truth: Truth, folder: Path) -> Found:
    with tempfile.TemporaryDirectory() as work:
        try:
            source = open_source(folder / truth.file, Path(work), Silent())
            decided = typing.decide(source, Silent())
            spectrum = _spectrum(folder / truth.file, source)
        except InputError as reason:
            wrong = () if reason.key in truth.refused else (tr(reason.key, **reason.facts),)
            return Found(truth, "—", refused=reason.key, wrong=wrong)
        except Exception as reason:
            return Found(truth, "—", wrong=(f"{type(reason).__name__}: {reason}",))
    asked = tuple(dict.fromkeys(one.choice for one in (*source.questions, *decided.questions)))
    types = {column.name: column.type for column in decided.columns}
    wrong = (*_differences(truth, source, types, asked), *spectrum)
    return Found(truth, f"{source.rows} × {len(source.names)}", asked, wrong=wrong)


def _differences(truth: Truth, source: Source, types: dict[str, Any], asked: tuple[str, ...]) -> tuple[str, ...]:
    wrong = []
    if truth.refused:
        wrong.append("not refused")
    if (source.rows, len(source.names)) != (truth.rows, truth.columns or len(source.names)):
        wrong.append(f"{source.rows} × {len(source.names)}")
    if asked != ((truth.asks,) if truth.asks else ()):
        wrong.append(f"asks {asked}")
    wrong += [f"{name}={source.reading.get(name)}" for name, value in truth.reading.items() if source.reading.get(name) != value]
    wrong += [f"{name}: {types.get(name)}" for name, kind in truth.types.items() if types.get(name) != kind]
    return tuple(wrong)


def _spectrum(path: Path, source: Source) -> tuple[str, ...]:
    """Cell by cell, where the right cells lie beside the file."""
    beside = path.with_suffix(".json")
    if not beside.is_file():
        return ()
    rows = [row for batch in source.batches() for row in batch.to_pylist()]
    # the copy of one file has other line ends than the JSON tells
    right = json.loads(beside.read_text("utf-8").replace("\\r\\n", "\\n"))
    return () if rows == right else ("other cells",)


WORDS = {
    "en": {
        "right": "right",
        "asked": "right, and asks: {asks}",
        "refused": "refused in words",
        "wrong": "**not right**",
        "columns": "any",
    },
    "ko": {
        "right": "맞음",
        "asked": "맞음, 물음: {asks}",
        "refused": "이유를 알리고 거부",
        "wrong": "**맞지 않음**",
        "columns": "모두",
    },
}
HEADS = {
    "en": "| file | what is special | rows × columns in it | found without a hand | result |\n|---|---|---|---|---|",
    "ko": "| 파일 | 특별한 점 | 들어 있는 행 × 열 | 손대지 않고 찾은 것 | 결과 |\n|---|---|---|---|---|",
}
CHOICES = {
    "en": {"sheet": "which sheet", "dates": "day or month first", "fill_down": "whether empty cells repeat the one above"},
    "ko": {"sheet": "어느 시트", "dates": "일과 월 중 먼저인 것", "fill_down": "빈 셀을 위 셀로 채울지"},
}


def table(found: list[Found], language: str) -> str:
    words, lines = WORDS[language], [HEADS[language]]
    for one in found:
        truth = one.truth
        columns = truth.columns or one.shape.rpartition(" ")[2]
        held = "—" if truth.refused else f"{truth.rows} × {columns}"
        result = words[one.word].format(asks=CHOICES[language].get(truth.asks, truth.asks))
        lines.append(f"| {truth.file} | {truth.trap[language == 'ko']} | {held} | {one.shape} | {result} |")
    return "\n".join(lines)


def main() -> None:
    folder, out = Path(sys.argv[1]), sys.stdout
    found = [find(truth, folder) for truth in TRUTHS if (folder / truth.file).exists()]
    for one in found:
        out.write(f"{one.word:8} {one.truth.file:60} {one.shape:14} {'; '.join(one.wrong)[:300]}\n")
    right = sum(not one.wrong for one in found)
    alone = sum(not one.wrong and not one.truth.asks for one in found)
    out.write(f"{right} of {len(found)} right ({100 * right / len(found):.1f} %), {alone} of them without a question\n")
    if "--write" in sys.argv:
        for language in WORDS:
            guide = GUIDES / language / "import-formats.md"
            head = guide.read_text("utf-8").partition(MARK)[0]
            guide.write_text(f"{head}{MARK}\n\n{table(found, language)}\n", "utf-8")


if __name__ == "__main__":
    main()
