"""Records of every kind for the store's tests, and a project that holds one chain of them."""

from datetime import UTC, datetime

from mlworkbench.base import records as r
from mlworkbench.store import Project

WHEN = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
SIGNED = {"who": "analyst", "when": WHEN}
COLUMNS = (r.Column("나이", "number", integer=True), r.Column("가입일", "date", date_format="%Y-%m-%d"))
ORIGIN = r.Origin("고객.csv", "/data", 1234, "ab" * 32, "csv", {"encoding": "cp949"})


def dataset(name="d1", number=1, parent=None, file="data", **changes):
    return r.Dataset(
        **{
            "id": name, "number": number, "name": "고객", "data_file": file, "profile_file": file, "rows": 7043,
            "columns": COLUMNS, "origin": ORIGIN, "parent": parent, "seconds": 1.5, **SIGNED, **changes,
        }
    )  # fmt: skip


def problem(name="q1", dataset="d1"):
    return r.Problem(name, dataset, "이탈", "binary", "roc_auc", ("0", "1"), "1", ("번호",), **SIGNED)


def recipe(name="r1", problem="q1"):
    step = r.Step(
        "impute",
        ("나이",),
        {"value": 0.5, "deep": True, "kind": "median", "count": 3},
        ("linear",),
        r.Reason("prepare.x", {"n": 1}),
    )
    return r.Recipe(name, problem, (step,), ("나이",), (r.SetAside("번호", r.Reason("data.id")),), "cd" * 32, **SIGNED)


def split(name="s1", problem="q1", file="rows"):
    return r.Split(name, problem, file, 1, 0.2, 5, 5634, 1409, 0, **SIGNED)


def run(name="u1", split="s1", **changes):
    return r.Run(name, "q1", "r1", split, 1, 30.0, 2, {"mlworkbench": "0.1.0"}, **SIGNED, **changes)


def model(name="m1", number=0, run="u1", file="model"):
    return r.Model(
        name, run, number, "XGBoost", "xgboost", {"trees": 300, "rate": 0.1}, "ef" * 32, "roc_auc",
        r.Score(0.84, 0.01, (0.83, 0.85)), {"roc_auc": 0.84, "log_loss": 0.41}, 3.25,
        file, 1000, ("01" * 32,), file, 14.5, 0.25, **SIGNED,
    )  # fmt: skip


def run_end(name="e1", winner="m1"):
    return r.RunEnd(name, "u1", "finished", 29.0, winner, **SIGNED)


def failure(name="f1"):
    return r.Failure(name, "u1", 3, "Forest", "forest", r.Reason("job.no_memory", {"kind": "train"}), **SIGNED)


def learning(name="lc1", file="learning"):
    return r.Learning(name, "m1", file, 5634, 12.5, **SIGNED)


def remark(name="n1", model="m1"):
    return r.Remark(name, model, "기준 모델", ("keep", "후보"), **SIGNED)


def look(name="l1", model="m1", split="s1"):
    return r.Look(name, split, model, 1, "final", **SIGNED)


def evaluation(name="v1", model="m1"):
    return r.Evaluation(name, model, "l1", 1409, {"roc_auc": 0.8471}, 0.1, **SIGNED)


def charter(name="c1", **changes):
    criterion = r.Criterion("recall", "at_least", 0.75, "지역", "서울", "콜센터 용량")
    limits = r.Limits(1000.0, 5_000_000, True)
    return r.Charter(
        **{
            "id": name, "number": 1, "predicts": "이탈", "for_each": "고객", "so_that": "전화", "decided_by": "사람",
            "criteria": (criterion,), "costs": r.Costs(310.0, 20.0, "USD"), "limits": limits, **SIGNED, **changes,
        }
    )  # fmt: skip


def split_plan(name="sp1"):
    return r.SplitPlan(name, "q1", 0.3, False, 42, **SIGNED)


def preview(name="pv1", file="preview"):
    return r.Preview(name, "r1", file, 5634, 0.2, **SIGNED)


def assessment(name="a1", file="judgement"):
    return r.Assessment(name, "m1", 5634, {"roc_auc": 0.84}, {"roc_auc": (0.83, 0.85)}, file, 0.5, **SIGNED)


def verdict(name="w1", evaluation="v1"):
    return r.Verdict(name, "m1", evaluation, "c1", True, 1, "good enough", **SIGNED)


def job_end(name="j1", file="log"):
    return r.JobEnd(name, "train", WHEN, 3.5, "failed", r.Reason("job.died", {"code": 1}), file, **SIGNED)


def dictionary(name="dd1"):
    return r.Dictionary(name, (r.Entry("나이", "number", "년", "만 나이"), r.Entry("이탈")), **SIGNED)


def expectations(name="x1"):
    rules = (r.Rule("range", "나이", 0.0, 120.0), r.Rule("allowed", "이탈", values=("0", "1")), r.Rule("rows", low=5.0))
    return r.Expectations(name, rules, **SIGNED)


def inspection(name="i1", problem="q1", file="findings"):
    return r.Inspection(name, "d1", problem, file, 0.3, **SIGNED)


def decision(name="de1"):
    return r.Decision(name, "d1", "outliers:나이", "mended", "d1", "측정 오류", **SIGNED)


def exploration(name="ex1", file="numbers"):
    return r.Exploration(name, "d1", {"picture": "distribution", "columns": ["나이"]}, file, 5, False, 0.1, **SIGNED)


def pin(name="pi1"):
    return r.Pin(name, "ex1", True, "나이가 많다", **SIGNED)


def package(name="p1", evaluation="v1", file="package"):
    proofs = (r.Proof("golden", 200, 0),)
    return r.Package(name, "m1", evaluation, "bundle", file, "23" * 32, "/data/churn.mlpkg", 99, 14.5, proofs, **SIGNED)


def chain(file="data"):
    """One record of every kind, parents first, all naming the same file."""
    return (
        dataset(file=file), problem(), recipe(), split(file=file), run(), model(file=file), run_end(), failure(),
        learning(file=file), remark(), look(), evaluation(), charter(), split_plan(), preview(file=file),
        assessment(file=file), verdict(), package(file=file),
        job_end(file=file), dictionary(), expectations(), inspection(file=file), decision(), exploration(file=file), pin(),
    )  # fmt: skip


def filled(folder):
    """An open project with a chain of records whose files are there."""
    project = Project.create(folder, "고객 이탈")
    content = folder / "work" / "content"
    content.write_bytes(b"content")
    with project.transaction():
        name = project.keep(content)
        for record in chain(name):
            project.add(record)
    return project


def spoil(path):
    """Overwrite the heads of the last third of a database's pages: what opening reads lies before."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        for place in range(size * 2 // 3 // 4096 * 4096, size, 4096):
            file.seek(place)
            file.write(b"\xaa" * 64)
