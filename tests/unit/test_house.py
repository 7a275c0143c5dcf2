"""The house rules that lint cannot say: what may be imported where, how large things are, what importing costs."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

VOCABULARIES = ("http://schemas.openxmlformats.org/",)
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mlworkbench"
SOURCES = sorted(PACKAGE.rglob("*.py"))
OURS = sorted(path for place in (PACKAGE, ROOT / "tests", ROOT / "installers") for path in place.rglob("*.py"))

HEAVY = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]["flake8-tidy-imports"][
    "banned-module-level-imports"
]

IMPORTED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("blocked: " + name)

sys.meta_path.insert(0, Blocked())
for name in sys.argv[1:]:
    __import__(name)
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imports(path: Path) -> Iterator[str]:
    """All modules imported anywhere in a file, by their full names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("module", ["mlworkbench.workbench", "mlworkbench.cli", "mlworkbench.jobs.worker", "mlworkbench.plugins"])
def test_it_is_imported_without_a_window_and_brings_nothing_heavy(module: str) -> None:
    came = subprocess.run([sys.executable, "-c", IMPORTED, module], capture_output=True, text=True, cwd=ROOT, timeout=60)

    assert came.returncode == 0, came.stderr
    assert not set(came.stdout.split()) & set(HEAVY)


def test_the_window_module_brings_nothing_heavy() -> None:
    came = subprocess.run(
        [sys.executable, "-c", IMPORTED.replace('("PySide6", "shiboken6")', "()"), "mlworkbench.ui.start"],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip

    assert came.returncode == 0, came.stderr
    assert not set(came.stdout.split()) & set(HEAVY)


def test_scoring_needs_numpy_onnxruntime_and_base_alone() -> None:
    """It is also built as the small runtime that ships."""
    allowed = set(sys.stdlib_module_names) | {"numpy", "onnxruntime"}

    foreign = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "scoring").rglob("*.py")
        for name in imports(path)
        if name.partition(".")[0] not in allowed and not name.startswith(("mlworkbench.base", "mlworkbench.scoring"))
    }

    assert not foreign


def test_base_is_plain_python() -> None:
    foreign = {
        f"{path.name}: {name}"
        for path in (PACKAGE / "base").rglob("*.py")
        for name in imports(path)
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("mlworkbench.base")
    }

    assert not foreign


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {str(path.relative_to(ROOT)): count for path in OURS if (count := path.read_text("utf-8").count("\n")) > 400}

    assert not long


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{found.name}": found.end_lineno - found.lineno + 1
        for path in OURS
        for found in functions(path)
        if found.end_lineno and found.end_lineno - found.lineno + 1 > 60
    }

    assert not long


def test_style_sheets_are_set_by_the_theme_alone() -> None:
    setters = [
        str(path.relative_to(ROOT)) for path in SOURCES if "setStyleSheet" in path.read_text("utf-8") and path.name != "theme.py"
    ]

    assert not setters


SHOWS = {
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "setText", "setToolTip",
    "setStatusTip", "setWindowTitle", "setTitle", "setPlaceholderText", "setAccessibleName", "setAccessibleDescription", "addTab",
    "addItem", "addAction", "addMenu", "setWhatsThis", "setHeaderLabels", "drawText",
}  # fmt: skip


def test_the_window_shows_no_text_of_its_own() -> None:
    """Sentences come from the catalogues; a sign or a unit may stand in the code."""
    found = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                found += [
                    f"{path.name}:{node.lineno} {text}" for text in texts if name in SHOWS and re.search("[A-Za-z]{3}", text)
                ]

    assert not found


def test_nothing_of_ours_is_excused_from_types_file_by_file() -> None:
    excused = [str(path.relative_to(ROOT)) for path in SOURCES if "# mypy: " in path.read_text("utf-8")]

    assert not excused


def test_no_way_back_into_the_network_is_written_down() -> None:
    """`close_network` has no opposite; an address in the code would be a reason to look for one. Names of XML vocabularies are
    none, though they look so: nobody ever asks for them.
    """
    found = [
        f"{path.relative_to(ROOT)}: {node.value[:60]}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("http://", "https://"))
        and not node.value.startswith(VOCABULARIES)
    ]

    assert not found
