"""What leaves the data as a file of its own, and what comes in beside it: contract, dictionary, profile, rows set aside."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from mlworkbench.base import words
from mlworkbench.base.events import Notice
from mlworkbench.base.words import tr
from mlworkbench.ui import ask

if TYPE_CHECKING:
    from mlworkbench.base.records import Dataset
    from mlworkbench.workbench import Workbench

CSV, JSON, HTML = ("*.csv",), ("*.json",), ("*.html",)


def fill(menu: QMenu, bench: "Workbench", dataset: "Dataset") -> None:
    """What can be done with this version; rows set aside are offered where there are some."""
    menu.clear()
    if dataset.rejects_file is not None:
        _act(menu, "save_rejects", lambda: save_rejects(bench, dataset))
        menu.addSeparator()
    _act(menu, "save_contract", lambda: save_contract(bench, dataset))
    _act(menu, "save_profile", lambda: save_profile(bench, dataset))
    menu.addSeparator()
    _act(menu, "save_dictionary", lambda: save_dictionary(bench, dataset))
    _act(menu, "read_dictionary", lambda: read_dictionary(bench))


def save_rejects(bench: "Workbench", dataset: "Dataset") -> None:
    if path := _place(dataset, "rejects", "data.save_rejects", CSV):
        bench.data.save_rejects(path, dataset)
        _say(bench, path)


def save_contract(bench: "Workbench", dataset: "Dataset") -> None:
    if path := _place(dataset, "contract", "data.save_contract", JSON):
        bench.data.write_contract(path)
        _say(bench, path)


def save_profile(bench: "Workbench", dataset: "Dataset") -> None:
    if path := _place(dataset, "profile", "data.save_profile", HTML):
        bench.govern.write_profile(bench.data.profile(dataset), dataset.origin.file_name, path, words.language())
        _say(bench, path)


def save_dictionary(bench: "Workbench", dataset: "Dataset") -> None:
    if path := _place(dataset, "dictionary", "data.save_dictionary", CSV):
        bench.data.export_dictionary(path)
        _say(bench, path)


def read_dictionary(bench: "Workbench") -> None:
    if path := ask.open_file(tr("data.read_dictionary"), CSV):
        count = bench.data.import_dictionary(path)
        bench.bus.send(Notice("data.dictionary_taken", {"file": path.name, "columns": count}))


def _place(dataset: "Dataset", what: str, title: str, patterns: tuple[str, ...]) -> Path | None:
    suffix = patterns[0].removeprefix("*")
    proposed = ask.out_folder() / f"{Path(dataset.origin.file_name).stem}-{what}{suffix}"
    path = ask.save_file(tr(title), proposed, patterns)
    return path if path is None or path.suffix else path.with_suffix(suffix)


def _say(bench: "Workbench", path: Path) -> None:
    bench.bus.send(Notice("data.written_to", {"path": str(path)}))


def _act(menu: QMenu, name: str, do: Callable[[], None]) -> None:
    action = menu.addAction(tr(f"data.{name}"))
    action.setObjectName(name)
    action.triggered.connect(lambda checked=False: do())
