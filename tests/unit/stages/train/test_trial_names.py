"""A trial's name changes with all that its model's bytes depend on, marks and formulas too; without these it is as ever."""

from dataclasses import replace

from mlworkbench.base.records import Column
from mlworkbench.scoring.manifest import Input
from mlworkbench.stages import prepare
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.trial import Configuration, trial_name
from tests.contracts import trained

ONE = Configuration(1, ALGORITHMS["baseline"], {})


def name(material: Material) -> str:
    return trial_name(material, "a" * 64, "b" * 64, "c" * 64, ONE)


def plain() -> Material:
    material = trained.material("regression")
    return replace(material, inputs=tuple(Input(one.name, one.type) for one in material.inputs))


def test_marks_bounds_and_formulas_are_part_of_the_name() -> None:
    material = plain()
    first, *rest = material.inputs
    columns = tuple(Column(one.name, one.type) for one in material.inputs)  # type: ignore[arg-type]
    derived = (*columns, Column("twice", "number", formula="size * 2"))
    others = [
        replace(material, inputs=(replace(first, marks=("?",)), *rest)),
        replace(material, inputs=(replace(first, sentinels=("-200",)), *rest)),
        replace(material, inputs=(replace(first, below=0.0), *rest)),
        replace(material, behind=prepare.sources(derived, ("size", "twice"), "target")),
    ]

    assert len({name(material), *map(name, others)}) == 5


def test_without_marks_and_formulas_the_name_stays_what_it_was() -> None:
    material = plain()
    columns = tuple(Column(one.name, one.type) for one in material.inputs)  # type: ignore[arg-type]

    same = replace(material, behind=prepare.sources(columns, ("size", "load"), "target"))

    assert name(same) == name(material) == name(replace(material, inputs=trained_ranges(material.inputs)))


def trained_ranges(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """Ranges follow from the data, whose hash is in the name already."""
    return tuple(replace(one, minimum=0.0, maximum=1.0) for one in inputs)
