"""A model written down: head, constants, functions of what is used, the recipe, one function a model, and the score."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pprint import pformat
from textwrap import wrap
from typing import Any, Final

from mlworkbench.base import params
from mlworkbench.base.clock import now
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Step
from mlworkbench.scoring.manifest import WIRES
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.steps import STEPS
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.assembling import AS_IT_IS, Link
from mlworkbench.stages.train.balancing import WEIGHTS
from mlworkbench.stages.train.code import frame
from mlworkbench.stages.train.code.algorithms import ALGORITHM_CODE
from mlworkbench.stages.train.code.given import Coded, CodeSpec, families
from mlworkbench.stages.train.code.metrics import METRIC_CODE
from mlworkbench.stages.train.code.part import Setting, spoken
from mlworkbench.stages.train.code.shared import SHARED
from mlworkbench.stages.train.code.steps import STEP_CODE
from mlworkbench.stages.train.makers import ENSEMBLE
from mlworkbench.stages.train.trial import AVERAGED

WIDTH: Final = 116
SAID: Final = {  # what the script tells of a row, by task
    "binary": '"label": label, "probability": chance[:, 1]',
    "multiclass": '"label": label, "probability": chance.max(axis=1)',
    "regression": '"value": value',
}
DEFINED: Final = re.compile(r"^def (\w+)\(", re.MULTILINE)


def script(asked: CodeSpec, rounds: Mapping[str, Sequence[int]]) -> str:
    """The whole script; `rounds` by trial, a number for each model that is fitted."""
    setting = Setting(asked.run.task, len(asked.run.classes))
    singles = asked.singles()
    pieces = [
        *_algorithms(singles, setting),
        *(_prepare(asked, family) for family in families(asked)),
        *(_model(one, _taken(asked, one, rounds), setting, asked.run.balance == WEIGHTS) for one, _ in singles),
        _raw(asked, singles),
        _main(asked),
    ]
    kinds = {step.kind for family in families(asked) for step, _ in bound_steps(asked, family)}
    steps = [code.text for code in STEP_CODE if code.name in kinds]
    sampled = [frame.SAMPLED] if any(one.share < 1 for one, _ in singles) else []
    body = [_read(asked), *steps, *sampled, *pieces]
    shared = _shared(body)
    text = "\n\n".join(piece.strip("\n") + "\n" for piece in [*body[:1], *shared, *body[1:]])
    lines = [_head(asked), _imports(text, asked, singles), _constants(asked), text, frame.END]
    return spoken("\n".join(lines), asked.language)


# -- head ----------------------------------------------------------------------------------------------------------------------


def _head(asked: CodeSpec) -> str:
    run, model = asked.run, asked.model
    versions = ", ".join(f"{name} {version}" for name, version in sorted(asked.versions.items()))
    told = {
        "model": _plain(model.name),
        "when": now().date().isoformat(),
        "data": run.dataset_hash,
        "recipe": run.recipe_hash,
        "file": model.model_file,
        "task": run.task,
        "target": _plain(run.target),
        "metric": run.metric,
        "versions": "\n  ".join(wrap(versions, WIDTH - 2)),
        "program": asked.versions.get("mlworkbench", ""),
    }
    return frame.HEAD.format(**told).lstrip("\n")


def _plain(text: str) -> str:
    """As it can stand in a comment or a text between three quotes."""
    return re.sub(r"[\s\\\"«»|{}]+", " ", text)


def _imports(text: str, asked: CodeSpec, singles: Iterable[tuple[Coded, float]]) -> str:
    """Of public libraries alone, those whose names are used."""
    lines = {line for one, _ in singles for line in ALGORITHM_CODE[one.algorithm].imports}
    lines.add(METRIC_CODE[asked.run.metric].line)
    used = set()
    for line in lines:
        begin, _, names = line.rpartition("import ")
        wanted = [name for name in names.split(", ") if re.search(rf"\b{name}\b", text)]
        if wanted:
            used.add(f"{begin}import {', '.join(wanted)}")
    plain = sorted({"import numpy as np", "import pandas as pd"} | {line for line in used if line.startswith("import")})
    return frame.IMPORTS + "\n".join([*plain, *sorted(line for line in used if line.startswith("from"))]) + "\n"


def _constants(asked: CodeSpec) -> str:
    run, model = asked.run, asked.model
    source = prepare.sources(run.columns, run.inputs, run.target)
    types = {column.name: column.type for column in run.columns}
    wires = {wire: [name for name in source.inputs if WIRES[types[name]] == wire] for wire in ("numbers", "texts", "dates")}
    told = [
        "HERE = Path(__file__).resolve().parent",
        _constant("NUMBERS", wires["numbers"]),
        _constant("TEXTS", wires["texts"]),
        _constant("DATES", wires["dates"]),
        _constant("TARGET", run.target),
        _constant("CLASSES", list(run.classes)),
        _constant("SEED", run.seed) + "  # «of the run|실행의 시드»",
    ]
    if run.task == "binary":
        told.append(f"THRESHOLD = {model.threshold!r}  # «raw score from which a row is positive|양성으로 보는 원점수 임계값»")
    if run.task != "regression":
        told.append(_calibration(model.link))
    if asked.score is not None:
        told.append(f"RECORDED = {asked.score!r}  # «the hold-out score in the project|프로젝트에 기록된 홀드아웃 점수»")
    return "\n" + "\n".join(told) + "\n\n"


def _calibration(link: Link) -> str:
    why = "«calibration, fitted on out-of-fold scores|보정: 교차 검증 점수로 맞춤»"
    if link.steps:
        return f"# {why}\n" + _constant("STEPS", [list(point) for point in link.steps])
    return f"SLOPE, SHIFT = {link.slope!r}, {link.shift!r}  # {why}"


def _constant(name: str, value: Any) -> str:
    return f"{name} = {_shown(value, len(name) + 3)}"


def _shown(value: Any, indent: int = 0) -> str:
    """As Python, over several lines where one is not enough; the marks of the two languages cannot come from a user's names."""
    line = repr(value)
    if len(line) + indent > WIDTH and isinstance(value, list):
        inside = pformat(value, width=WIDTH - 4, compact=True)[1:-1].replace("\n ", "\n    ")
        line = f"[\n    {inside},\n]"
    return line.replace("«", "\\xab").replace("»", "\\xbb")


# -- pieces --------------------------------------------------------------------------------------------------------------------


def _shared(body: Sequence[str]) -> list[str]:
    """What several functions need, as far as one of them does."""
    text = "\n".join(body)
    return [piece for name, piece in SHARED.items() if re.search(rf"\b{name}\(", text)]


def _algorithms(singles: Iterable[tuple[Coded, float]], setting: Setting) -> list[str]:
    return list(dict.fromkeys(ALGORITHM_CODE[one.algorithm].text(setting, _params(one)) for one, _ in singles))


def _params(one: Coded) -> Chosen:
    return params.check(ALGORITHMS[one.algorithm].params, one.params)


def _read(asked: CodeSpec) -> str:
    if asked.run.task == "regression":
        return frame.READ + frame.READ_NUMBER
    types = {column.name: column.type for column in asked.run.columns}
    is_text = WIRES[types[asked.run.target]] == "texts"
    return frame.READ + (frame.READ_TEXT_CLASS if is_text else frame.READ_NUMBER_CLASS)


def bound_steps(asked: CodeSpec, family: str) -> list[tuple[Step, tuple[str, ...]]]:
    """The steps that do something in this family, each with the columns it names."""
    run = asked.run
    source = prepare.sources(run.columns, run.inputs, run.target)
    types = {column.name: column.type for column in run.columns}
    known = {name: types[name] for name in source.inputs}
    every = zip(run.steps, prepare.bound(run.steps, known, family), strict=True)
    return [(step, one.columns if step.columns else ()) for step, one in every if one is not None and one.parked is None]


def _prepare(asked: CodeSpec, family: str) -> str:
    lines = [frame.PREPARE.format(family=family).strip("\n")]
    for step, columns in bound_steps(asked, family):
        code, kind = STEP_CODE[step.kind], STEPS[step.kind]
        found = _shown(list(columns)) if columns else _every(step.kind)
        more = code.call(params.check(kind.params, step.params))
        given = [piece for piece in ("columns", "y" if code.taught else "", more) if piece]
        lines.append(f"    # «{kind.title.en}|{kind.title.ko}»")
        lines += _indented(f"columns = {found}")
        lines.append(f"    train, rows = {step.kind}(train, rows, {', '.join(given)})")
    lines.append(frame.PREPARED.strip("\n"))
    return "\n".join(lines)


def _every(kind: str) -> str:
    """All columns of the wire kinds that a step takes."""
    wires = {"numbers": "number", "texts": "object", "dates": "datetime"}
    taken = [wires[wire] for wire in wires if wire in STEPS[kind].takes]
    return f"list(train.select_dtypes({taken!r}))"


def _indented(text: str, by: int = 4) -> list[str]:
    return [" " * by + line for line in text.split("\n")]


def _taken(asked: CodeSpec, one: Coded, rounds: Mapping[str, Sequence[int]]) -> list[tuple[int, int]]:
    """The fold models that are fitted, counted from 1, and the rounds of each; of one that is fitted on all rows (0, rounds)."""
    own = rounds.get(one.trial, ())
    if one.made != AVERAGED:
        return [(0, count) for count in own]
    return [(fold + 1, own[fold]) for fold in asked.folds().get(one.trial) or range(len(own))]


def _model(one: Coded, rounds: Sequence[tuple[int, int]], setting: Setting, is_balanced: bool) -> str:
    is_averaged, code = one.made == AVERAGED, ALGORITHM_CODE[one.algorithm]
    whole = frame.WHOLE if one.share == 1 else frame.PART
    head = (frame.FOLDS if is_averaged else whole).format(number=one.number, name=_plain(one.name), rounds=list(rounds))
    family, chosen = ALGORITHMS[one.algorithm].family, _params(one)
    fitted, lines = "train", list[str]()
    if one.share < 1:
        fitted = "some"
        lines.append(f"some = sampled(train, {one.share!r})")
    known, truth = f"features, y[{fitted}]", f"y[{fitted}]"
    lines.append(f"features, asked = prepare_{family}(frame[{fitted}], frame[holdout], {truth})")
    if rounds and not is_averaged:
        lines.append(f"rounds = {rounds[0][1]}")
    function = DEFINED.findall(code.text(setting, chosen))[0]
    settings = [f"    {piece}," for piece in (*f"{known}, asked".split(", "), *filter(None, code.call(chosen).split(", ")))]
    if is_balanced and code.weighs and setting.task != "regression":
        settings.append(f"    weights=balanced({truth}),")
    begin = "total += " if is_averaged else "return "
    lines += [f"{begin}{function}(", *_joined(settings), ")"]
    end = [f"    return total / {len(rounds)}"] if is_averaged else []
    return "\n".join([head.strip("\n"), *(" " * (8 if is_averaged else 4) + line for line in lines), *end])


def _joined(pieces: Sequence[str]) -> list[str]:
    """Arguments, as many on a line as there is room for."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) < WIDTH - 16:
            lines[-1] += f" {piece.strip()}"
        else:
            lines.append(piece)
    return lines


def _raw(asked: CodeSpec, singles: Sequence[tuple[Coded, float]]) -> str:
    if asked.model.algorithm != ENSEMBLE.name:
        return frame.ONE.format(number=singles[0][0].number)
    lines = [frame.TOGETHER.format(name=_plain(asked.model.name)).strip("\n")]
    for place, (one, share) in enumerate(singles):
        link = one.link
        score = f"model_{one.number}(frame, y, rows)"
        if link != AS_IT_IS:
            score = f"({link.slope!r} * {score} + {link.shift!r})"
        sign = "raw =" if place == 0 else "raw +="
        lines.append(f"    {sign} {share!r} * {score}  # {_plain(one.name)}")
    lines.append(f"    return raw + {float(asked.model.params['shift'])!r}")
    return "\n".join(lines)


def _main(asked: CodeSpec) -> str:
    metric = METRIC_CODE[asked.run.metric]
    lines = [frame.MAIN.strip("\n")]
    if asked.run.task == "regression":
        lines.append("    value = raw[:, 0]")
    elif asked.run.task == "binary":
        chance = frame.STEPS if asked.model.link.steps else frame.SIGMOID
        lines += [chance.strip("\n"), frame.BINARY.strip("\n")]
    else:
        lines.append(frame.SOFTMAX.strip("\n"))
    lines.append(f"    score = {metric.call}")
    lines.append(f'    print("{asked.run.metric}", "«on the hold-out|홀드아웃 점수»:", repr(float(score)))')
    if asked.score is not None:
        lines.append('    print("«recorded|기록된 점수»:", RECORDED, "«difference|차이»:", float(score) - RECORDED)')
    lines.append(frame.SAID.format(columns=SAID[asked.run.task]).strip("\n"))
    return "\n".join(lines) + "\n"
