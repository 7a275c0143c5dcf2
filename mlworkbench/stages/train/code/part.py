"""What a step or an algorithm brings so that it can stand in a plain script: its functions as text, and its call.

Texts hold their comments in both languages, as «English|한국어»; `spoken` chooses one. What several of them need stands in
shared.py, and a script has what its functions call.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mlworkbench.base.params import Chosen

SAID: Final = re.compile(r"«([^«»|]*)\|([^«»]*)»")
SHORT: Final = re.compile(r'"""([^"\n]+)\n +"""')  # an explanation that has room on one line


@dataclass(frozen=True)
class Setting:
    """What the text of a function may hang on."""

    task: str
    classes: int

    @property
    def several(self) -> bool:
        """Whether a row has a raw score a class."""
        return self.task == "multiclass"


@dataclass(frozen=True)
class StepCode:
    """`text` defines a function of the step's name: (train, rows, columns, …) → both frames, learnt from `train` alone.

    `call` gives its further arguments. `taught` says that it gets the truth of the training rows, too.
    """

    name: str
    text: str
    call: Callable[[Chosen], str]
    taught: bool = False


@dataclass(frozen=True)
class AlgorithmCode:
    """`text` defines a function fit_…: (features, y, rows, …) → the raw scores of `rows`, one column a score.

    `call` gives its further arguments; the number of rounds stands in it as the name `rounds`. Of `imports`, whole lines, a
    script has the names it uses.
    With `weighs` the function takes `weights` of the rows, for classes.
    """

    name: str
    text: Callable[[Setting, Chosen], str]
    call: Callable[[Chosen], str]
    imports: Sequence[str] = ()
    weighs: bool = True


def spoken(text: str, language: str) -> str:
    """With the comments of one language."""
    said = SAID.sub(lambda found: found[2 if language == "ko" else 1].strip(), text)
    return SHORT.sub(r'"""\1"""', said)


def arguments(**given: Any) -> str:
    """As they are written in a call, by name."""
    return ", ".join(f"{name}={value!r}" for name, value in given.items())
