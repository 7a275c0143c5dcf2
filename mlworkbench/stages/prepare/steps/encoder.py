"""Numbers of a text by a user's own ONNX file, which becomes part of the model; only what can ship is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import encoding
from mlworkbench.stages.prepare.encoding import Encoder
from mlworkbench.stages.prepare.graph import Graph, model_bytes, text_tensor
from mlworkbench.stages.prepare.part import StepKind, Told


@dataclass(frozen=True)
class Learnt:
    encoder: Encoder


def learn(values: Array, names: Sequence[str], params: Chosen) -> Learnt:
    return Learnt(encoding.load(Path(str(params["path"])), values[:, 0]))


def emit(graph: Graph, names: Sequence[str], learned: Learnt) -> None:
    for name in names:
        graph.put(encoding.emit(graph, name, learned.encoder), _titles(name, learned.encoder.width), "numbers")
    graph.drop(names)


def _titles(name: str, width: int) -> tuple[str, ...]:
    return tuple(f"{name} · encoded {number}" for number in range(1, width + 1))


def reference(values: Array, names: Sequence[str], learned: Learnt) -> tuple[tuple[str, ...], Array]:
    titles = tuple(title for name in names for title in _titles(name, learned.encoder.width))
    return titles, np.hstack([encoding.plain(learned.encoder, column) for column in values.T])


def tell(names: Sequence[str], learned: Learnt) -> Told:
    width, digest = learned.encoder.width, learned.encoder.digest[:12]
    return Told(Reason("prepare.told_encoded", {"columns": len(names), "width": width, "digest": digest}))


def sample(folder: Path) -> Chosen:
    """Counts two words of a text."""
    from onnx import TensorProto, helper, numpy_helper

    words: dict[str, Any] = {
        "keys_tensor": text_tensor("keys", ["x", "한글"]),
        "values_tensor": numpy_helper.from_array(np.array([1, 2]), "codes"),
    }
    counted: dict[str, Any] = {"min_gram_length": 1, "max_gram_length": 1, "max_skip_count": 0, "ngram_counts": [0], "mode": "TF"}
    unknown = numpy_helper.from_array(np.array([0]), "unknown")
    nodes = [
        helper.make_node("StringSplit", ["text"], ["words", "counts"], maxsplit=9),
        helper.make_node("LabelEncoder", ["words"], ["codes"], domain="ai.onnx.ml", default_tensor=unknown, **words),
        helper.make_node("TfIdfVectorizer", ["codes"], ["vector"], ngram_indexes=[0, 1], pool_int64s=[1, 2], **counted),
    ]
    given = [helper.make_tensor_value_info("text", TensorProto.STRING, ["N"])]
    made = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["N", 2])]
    path = folder / "sample_encoder.onnx"
    path.write_bytes(model_bytes(helper.make_graph(nodes, "encoder", given, made)))
    return {"path": str(path)}


STEP = StepKind(
    name="encoder",
    title=Words("ONNX encoder", "ONNX 인코더"),
    help=Words(
        "Your own ONNX file makes numbers of each text and becomes part of the model. It takes one text a row and gives one line "
        "of numbers; it must use opset 21 and only operators that may ship. Transformers do not: they need a tokenizer.",
        "사용자의 ONNX 파일이 텍스트를 숫자로 바꾸며 모델에 담깁니다. 행마다 텍스트 하나를 받아 숫자 한 줄을 내야 하고, "
        "opset 21과 배포할 수 있는 연산자만 써야 합니다. 트랜스포머는 토크나이저가 필요하므로 쓸 수 없습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "path",
            Words("ONNX file", "ONNX 파일"),
            "",
            help=Words(
                "The full path of the file. It is needed for training alone.", "파일의 전체 경로입니다. 학습할 때만 필요합니다."
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="text",
    sample=sample,
)
