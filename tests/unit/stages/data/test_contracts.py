"""Import contracts: written, read, refused where they are wrong, and held against the next file."""

import csv
import json

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Rule
from mlworkbench.base.report import Silent
from mlworkbench.stages import data
from mlworkbench.stages.data import contracts
from mlworkbench.stages.data.contracts import Contract, HeldColumn, HeldRule

COLUMNS = (
    HeldColumn(name="id", type="text"),
    HeldColumn(name="size", type="number", missing=("-200",)),
    HeldColumn(name="seen", type="date", date_format="DD/MM/YYYY"),
)
HELD = Contract(importer="csv", reading={"delimiter": ";", "dates": "day_first"}, columns=COLUMNS)
GOOD = "id;size;seen\n1;2.5;01/02/2026\n2;-200;03/02/2026\n"


def check(tmp_path, content, contract=HELD):
    path = tmp_path / "next.csv"
    path.write_text(content, "utf-8")
    return data.check({"path": str(path), "contract": contract.plain()}, tmp_path, Silent())


def imported(tmp_path, content, contract=HELD, **more):
    path, out = tmp_path / "next.csv", tmp_path / "out"
    path.write_text(content, "utf-8")
    out.mkdir(exist_ok=True)
    return data.run(
        {"path": str(path), "name": "next", "choices": contract.choices(), "contract": contract.plain(), **more}, out, Silent()
    )


def test_written_and_read_it_is_the_same_and_one_field_stands_on_a_line(tmp_path):
    contracts.write(HELD, tmp_path / "held.json")

    assert contracts.read(tmp_path / "held.json") == HELD
    assert '"date_format": "DD/MM/YYYY"' in (tmp_path / "held.json").read_text("utf-8").replace(",\n", "\n")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"colour": "red"}, "colour"), ({"columns": []}, "columns"), ({"format": 2}, "format"), ({"importer": 5}, "importer")],
)
def test_what_it_does_not_know_is_refused_by_name(tmp_path, change, field):
    path = tmp_path / "held.json"
    path.write_text(json.dumps({**HELD.plain(), **change}), "utf-8")

    with pytest.raises(InputError) as refusal:
        contracts.read(path)

    assert refusal.value.key == "data.contract_bad"
    assert refusal.value.facts["field"] == field


def test_what_is_no_json_is_refused_with_its_line(tmp_path):
    path = tmp_path / "held.json"
    path.write_text('{\n"format": 1,\n}', "utf-8")

    with pytest.raises(InputError) as refusal:
        contracts.read(path)

    assert refusal.value.facts["line"] == 3


def test_a_file_that_keeps_it_is_read_just_so(tmp_path):
    told = check(tmp_path, GOOD)
    made = imported(tmp_path, GOOD)

    assert (told["ok"], told["rows"], told["problems"]) == (True, 2, [])
    assert [(one["name"], one["type"], one["date_format"]) for one in made["columns"]] == [
        ("id", "text", None),
        ("size", "number", None),
        ("seen", "date", "DD/MM/YYYY"),
    ]


def test_cells_that_do_not_fit_are_told_by_row_and_column(tmp_path):
    told = check(tmp_path, GOOD + "3;much;31/02/2026\n")

    found = [(one["row"], one["column"], one["found"], one["kind"]) for one in told["problems"]]
    assert found == [(3, "size", "much", "cell"), (3, "seen", "31/02/2026", "cell")]
    assert (told["ok"], told["count"]) == (False, 2)


def test_columns_that_lack_or_are_foreign_break_it_and_another_order_does_not(tmp_path):
    lacking = check(tmp_path, "id;seen;note\n1;01/02/2026;x\n")
    turned = check(tmp_path, "size;id;seen\n2.5;1;01/02/2026\n")

    assert {(one["kind"], one["column"]) for one in lacking["problems"] if one["breaks"]} == {
        ("lacking", "size"),
        ("foreign", "note"),
    }
    assert turned["ok"]
    assert [one["kind"] for one in turned["problems"]] == ["order"]


def test_all_are_counted_and_the_first_hundred_shown(tmp_path):
    told = check(tmp_path, "id;size;seen\n" + "1;no;01/02/2026\n" * 250)

    assert (told["count"], len(told["problems"])) == (250, 100)


@pytest.mark.parametrize(
    ("rule", "rows"),
    [
        (Rule("range", "size", low=0, high=2), [1]),
        (Rule("allowed", "id", values=("1", "3")), [2]),
        (Rule("filled", "size"), [2]),
        (Rule("unique", "seen"), [3]),
        (Rule("rows", low=10), [None]),
    ],
)
def test_every_kind_of_rule_is_held(tmp_path, rule, rows):
    held = HeldRule(kind=rule.kind, column=rule.column, low=rule.low, high=rule.high, values=rule.values)
    contract = HELD.model_copy(update={"rules": (held,)})

    told = check(tmp_path, GOOD + "3;1;01/02/2026\n", contract)

    assert [one["row"] for one in told["problems"]] == rows
    assert not told["ok"]


def test_bad_rows_stop_the_import_or_are_set_aside_and_kept(tmp_path):
    content = GOOD + "3;much;03/02/2026\n4;4;04/02/2026\n"

    with pytest.raises(InputError) as refusal:
        imported(tmp_path, content)
    made = imported(tmp_path, content, bad_rows="set_aside")

    assert (refusal.value.key, refusal.value.facts["row"], refusal.value.facts["count"]) == ("data.cells_do_not_fit", 3, 1)
    assert (made["rows"], made["rejected_rows"]) == (3, 1)
    with (tmp_path / "out" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["line"], row["found"]) == ("3", "much")


def test_of_rows_that_share_a_value_that_must_differ_the_first_that_fits_stays(tmp_path):
    contract = HELD.model_copy(update={"rules": (HeldRule(kind="unique", column="id"),)})
    content = "id;size;seen\n1;much;01/02/2026\n1;1.5;02/02/2026\n2;2;03/02/2026\n1;3;04/02/2026\n2;4;05/02/2026\n"

    with pytest.raises(InputError):
        imported(tmp_path, content, contract)
    made = imported(tmp_path, content, contract, bad_rows="set_aside")

    assert (made["rows"], made["rejected_rows"]) == (2, 3)
    with (tmp_path / "out" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejected = [(row["line"], row["reason"], row["expected"]) for row in csv.DictReader(file)]
    assert rejected == [("1", "value", "size: number"), ("4", "repeat", "id: unique"), ("5", "repeat", "id: unique")]


def test_a_file_of_too_few_rows_is_refused_whole(tmp_path):
    contract = HELD.model_copy(update={"rules": (HeldRule(kind="rows", low=10),)})

    with pytest.raises(InputError) as refused:
        imported(tmp_path, GOOD, contract, bad_rows="set_aside")

    assert refused.value.key == "data.check_rows"


def test_decimal_commas_are_read_in_a_column_that_holds_an_odd_cell(tmp_path):
    contract = HELD.model_copy(update={"reading": {"delimiter": ";", "decimal": ",", "dates": "day_first"}})

    told = check(tmp_path, "id;size;seen\n1;2,5;01/02/2026\n2;much;03/02/2026\n3;4,25;03/02/2026\n", contract)

    assert [(one["row"], one["found"]) for one in told["problems"]] == [(2, "much")]


def test_a_column_that_may_be_absent_is_all_missing(tmp_path):
    columns = (COLUMNS[0], COLUMNS[1].model_copy(update={"required": False}), COLUMNS[2])

    made = imported(tmp_path, "id;seen\n1;01/02/2026\n", HELD.model_copy(update={"columns": columns}))

    assert [one["name"] for one in made["columns"]] == ["id", "size", "seen"]
    assert data.read_profile(tmp_path / "out" / "profile.json").column("size").missing == 1
