"""An environment of its own for each peer: made by pip when first needed, kept in a folder that git ignores.

    .venv/bin/python -m tests.benchmarks.automl.environments [PEER ...]

What cannot be installed is remembered with its reason, so that a benchmark tells it instead of trying again; deleting the folder
build/benchmarks/automl/environments begins anew.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).parents[3] / "build" / "benchmarks" / "automl"
MADE, REFUSED = "made.json", "refused.json"

WANTED: dict[str, tuple[str, ...]] = {
    "flaml": ("flaml[automl]==2.7.0",),
    "autogluon": ("autogluon.tabular[lightgbm,xgboost,catboost]==1.6.3",),
    "mljar": ("mljar-supervised==1.3.2",),
    "h2o": ("h2o==3.46.0.12", "pandas<3", "pyarrow", "polars"),
}
PROGRAMS = {"h2o": "java"}  # what must be on the machine besides


@dataclass(frozen=True)
class Environment:
    """`python` is None where it could not be made; `refusal` then says why. `versions` are those of all that is installed."""

    python: Path | None
    versions: dict[str, str]
    refusal: str = ""


def environment(name: str) -> Environment:
    """That of a peer, made now if it is not there. What needs none of its own gets the project's."""
    if name not in WANTED:
        return Environment(Path(sys.executable), _versions(Path(sys.executable)))
    program = PROGRAMS.get(name)
    if program and shutil.which(program) is None:
        return Environment(None, {}, f"{program} is not on this machine")
    folder = KEPT / "environments" / name
    if (folder / MADE).exists() and _read(folder / MADE)["wanted"] == list(WANTED[name]):
        return Environment(_python(folder), _read(folder / MADE)["versions"])
    if (folder / REFUSED).exists() and _read(folder / REFUSED)["wanted"] == list(WANTED[name]):
        return Environment(None, {}, _read(folder / REFUSED)["reason"])
    return _make(name, folder)


def _make(name: str, folder: Path) -> Environment:
    print(f"making the environment of {name}: {' '.join(WANTED[name])}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    wanted = list(WANTED[name])
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, text=True)
        pip = [str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as failure:
        lines = [line for line in failure.stderr.splitlines() if "ERROR" in line] or failure.stderr.splitlines()
        reason = lines[-1].strip() if lines else f"exit code {failure.returncode}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REFUSED).write_text(json.dumps({"wanted": wanted, "reason": reason}), "utf-8")
        return Environment(None, {}, reason)
    versions = _versions(_python(folder))
    (folder / MADE).write_text(json.dumps({"wanted": wanted, "versions": versions}), "utf-8")
    return Environment(_python(folder), versions)


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _versions(python: Path) -> dict[str, str]:
    asked = "import json, importlib.metadata as m; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    told = subprocess.run([str(python), "-c", asked], check=True, capture_output=True, text=True)
    versions: dict[str, str] = json.loads(told.stdout)
    return dict(sorted(versions.items()))


def _read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def main() -> None:
    for name in sys.argv[1:] or WANTED:
        made = environment(name)
        print(f"{name}: {made.python or made.refusal}", flush=True)


if __name__ == "__main__":
    main()
