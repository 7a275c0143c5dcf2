"""What the user chose for themself: language, look, folders, threads and the projects opened lately, kept as one JSON file."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mlworkbench.base import clock, words
from mlworkbench.base.errors import Fact, ProjectError
from mlworkbench.base.records import Reason

THEMES = ("system", "light", "dark")
LEAST_TEXT, MOST_TEXT = 100, 200  # per cent
MOST_THREADS = 1024
MOST_RECENT = 20


@dataclass(frozen=True)
class Known:
    """A project opened before; `opened` is when, in ISO 8601 with time zone.

    `stage` is where it stood, `needs` and `facts` the text key and facts of what it waited for ("" for nothing).
    """

    path: str
    name: str
    opened: str
    stage: str = ""
    needs: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """`language` "system" follows the operating system; `text_size` is in per cent; `threads` 0 means all processors.

    `projects` is where new projects go, `exports` where reports, packages and pictures are proposed; "" is the usual place.
    `window` is the window's own state.
    """

    language: str = "system"
    theme: str = "system"
    text_size: int = LEAST_TEXT
    projects: str = ""
    exports: str = ""
    threads: int = 0
    recent: tuple[Known, ...] = ()
    window: str = ""


class Settings:
    """Read once, saved at every change. A damaged file is set aside as `settings.damaged.json` and the defaults hold again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "settings.json"
        self.damaged: Path | None = None
        self._chosen = self._read()

    @property
    def language(self) -> str:
        """The language to speak: the one chosen, else the system's."""
        chosen = self._chosen.language
        return chosen if chosen in words.LANGUAGES else words.language_of_system()

    @property
    def chosen(self) -> Chosen:
        return self._chosen

    @property
    def theme(self) -> str:
        return self._chosen.theme

    @property
    def text_size(self) -> int:
        return self._chosen.text_size

    @property
    def threads(self) -> int:
        return self._chosen.threads or processors()

    @property
    def recent(self) -> tuple[Known, ...]:
        """Newest first."""
        return self._chosen.recent

    @property
    def window(self) -> str:
        return self._chosen.window

    def change(self, **changes: Any) -> None:
        """Set fields of `Chosen` by name and save. What another process saved meanwhile is kept.

        Raises ProjectError("settings.not_saved") where the folder cannot be written; the choice holds until the program ends.
        """
        changed = _checked({**asdict(self._read()), **changes})
        self._chosen = changed
        try:
            self._write(changed)
        except OSError as reason:
            raise ProjectError("settings.not_saved", folder=str(self.path.parent), why=reason.strerror) from reason

    def reset(self) -> None:
        """What the user chose is as in the beginning; the projects opened lately and the window stay."""
        usual = Chosen()
        kept = ("recent", "window")
        self.change(**{one.name: getattr(usual, one.name) for one in fields(Chosen) if one.name not in kept})

    def remember(self, path: Path, name: str, stage: str = "", needs: Reason | None = None) -> None:
        """Put a project at the head of the recent ones, with where it stands and what it waits for."""
        waits = (needs.key, dict(needs.facts)) if needs else ("", {})
        known = Known(str(path), name, clock.now().isoformat(timespec="seconds"), stage, *waits)
        others = (other for other in self._read().recent if other.path != known.path)
        self.change(recent=(known, *others)[:MOST_RECENT])

    def forget(self, path: Path) -> None:
        self.change(recent=tuple(known for known in self._read().recent if known.path != str(path)))

    def _read(self) -> Chosen:
        try:
            return _checked(json.loads(self.path.read_text("utf-8", "surrogateescape")))
        except OSError:
            return Chosen()
        except (ValueError, TypeError, KeyError, RecursionError):
            self._set_aside()
            return Chosen()

    def _set_aside(self) -> None:
        aside = self.path.with_name("settings.damaged.json")
        with suppress(OSError):  # a folder that cannot be written keeps the damaged file; the defaults hold all the same
            os.replace(self.path, aside)
            self.damaged = aside

    def _write(self, chosen: Chosen) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(f"settings.{clock.new_name()}.tmp")
        with fresh.open("w", encoding="utf-8", errors="surrogateescape") as file:
            json.dump(asdict(chosen), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _checked(found: dict[str, Any]) -> Chosen:
    """What the file or a caller says, checked; unknown names from a newer version are left out. Raises ValueError, TypeError."""
    if not isinstance(found, dict):
        raise TypeError("object")
    known = {name: found[name] for name in asdict(Chosen()) if name in found}
    recent = tuple(_known(one) for one in known.pop("recent", ()))
    chosen = replace(Chosen(**known), recent=recent)
    if chosen.language not in ("system", *words.LANGUAGES) or chosen.theme not in THEMES:
        raise ValueError("choice")
    for number, least, most in ((chosen.threads, 0, MOST_THREADS), (chosen.text_size, LEAST_TEXT, MOST_TEXT)):
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            raise ValueError("number")
    if not all(isinstance(text, str) for text in (chosen.window, chosen.projects, chosen.exports)):
        raise TypeError("text")
    return chosen


def _known(found: Any) -> Known:
    known = found if isinstance(found, Known) else Known(**found)
    texts = (known.path, known.name, known.opened, known.stage, known.needs)
    if not all(isinstance(text, str) for text in texts) or not isinstance(known.facts, dict):
        raise TypeError("text")
    datetime.fromisoformat(known.opened)
    return known
