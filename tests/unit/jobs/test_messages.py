"""Messages on the wire."""

from pathlib import Path

import numpy
import pytest

from mlworkbench.base.errors import InputError, JobError, ProjectError, WorkbenchError
from mlworkbench.jobs.messages import Message, decode, encode, failed

FOLDER = Path("/work/job")


@pytest.mark.parametrize(
    "message",
    [
        Message("progress", fraction=0.25, key="train.fold", facts={"fold": 2, "name": "나이", "share": 0.3, "nothing": None}),
        Message("progress", key="train.start"),
        Message("made", kind="model", files={"model": FOLDER / "a" / "m.onnx"}, facts={"cv": [0.1, 0.2]}),
        Message("result", facts={"rows": 3, "files": {"data": "data.parquet"}}, files={"data": FOLDER / "data.parquet"}),
        Message("result"),
        Message("cancelled"),
    ],
)
def test_what_is_said_is_heard(message):
    files = {} if message.word == "result" else message.files  # a result names its files in its facts
    line = encode(Message(message.word, message.kind, message.key, message.fraction, message.facts, files), FOLDER)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line, FOLDER) == message


@pytest.mark.parametrize("kind", [WorkbenchError, InputError, ProjectError, JobError])
def test_errors_come_back_as_they_were(kind):
    error = decode(encode(failed(kind("data.bad", row=3)), FOLDER), FOLDER).error()

    assert type(error) is kind
    assert (error.key, error.facts) == ("data.bad", {"row": 3})


@pytest.mark.parametrize("line", [b"", b"\n", b"{", b"[]", b"{}", b'{"word": "shout"}', b"\xff", b"3"])
def test_noise_is_no_message(line):
    with pytest.raises(ValueError):
        decode(line, FOLDER)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "\\\\server\\x"])
def test_files_outside_the_folder_are_not_believed(path):
    line = encode(Message("result", facts={"files": {"data": path}}), FOLDER)

    with pytest.raises(ValueError):
        decode(line, FOLDER)


def test_numbers_of_numpy_are_numbers():
    facts = {"whole": numpy.int64(3), "real": numpy.float64(0.1), "flag": numpy.bool_(True)}

    assert decode(encode(Message("result", facts=facts), FOLDER), FOLDER).facts == {"whole": 3, "real": 0.1, "flag": True}


def test_what_is_no_json_cannot_be_said():
    with pytest.raises(TypeError):
        encode(Message("result", facts={"what": object()}), FOLDER)


def test_files_outside_the_folder_cannot_be_said():
    with pytest.raises(ValueError):
        encode(Message("made", files={"data": Path("/elsewhere/x")}), FOLDER)
