"""Models that a library writes in bytes are read as the same in text."""

import json
from typing import Any

import numpy as np
import pytest

from mlworkbench.stages.train import ubjson


def plain(value: Any) -> Any:
    """Arrays as lists, numbers as the text has them: of single precision."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value


def narrow(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: narrow(one) for name, one in value.items()}
    if isinstance(value, list):
        return [narrow(one) for one in value]
    return float(np.float32(value)) if isinstance(value, float) else value


@pytest.mark.parametrize("objective", ["reg:squarederror", "binary:logistic", "multi:softprob"])
def test_a_model_of_xgboost_reads_the_same_from_bytes_and_from_text(objective: str) -> None:
    import xgboost

    cells = np.random.Generator(np.random.PCG64(1)).normal(size=(300, 4)).astype(np.float32)
    target = (cells[:, 0] > 0).astype(np.float32)
    settings = {"objective": objective, "max_depth": 3, "nthread": 1} | ({"num_class": 2} if "multi" in objective else {})
    model = xgboost.train(settings, xgboost.DMatrix(cells, target, nthread=1), 4)

    found = ubjson.read(bytes(model.save_raw("ubj")))

    assert plain(found) == narrow(json.loads(bytes(model.save_raw("json"))))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"T", True),
        (b"Z", None),
        (b"i\xff", -1),
        (b"U\xff", 255),
        (b"I\x01\x00", 256),
        (b"D\x3f\xf8\x00\x00\x00\x00\x00\x00", 1.5),
        (b"Si\x06\xed\x95\x9c\xea\xb8\x80", "한글"),
        (b"[i\x01TF]", [1, True, False]),
        (b"[#i\x02i\x01i\x02", [1, 2]),
        (b"[$U#i\x03\x01\x02\x03", [1, 2, 3]),
        (b"{i\x01a[]i\x01b{}}", {"a": [], "b": {}}),
    ],
)
def test_every_kind_of_value_is_read(data: bytes, value: Any) -> None:
    assert plain(ubjson.read(data)) == value


@pytest.mark.parametrize("data", [b"TT", b"?", b"[?]"])
def test_what_it_does_not_know_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        ubjson.read(data)
