"""LightGBM, as recipes and models use it."""

from typing import Any


def lightgbm() -> Any:
    """The library, held to one thread a call.

    `num_threads` is one number for the whole process there, and each call sets it: of two fits side by side one could make room
    for one thread and then run with two, which ends the process.
    """
    import lightgbm

    library: Any = lightgbm
    library.basic._safe_call(library.basic._LIB.LGBM_SetMaxThreads(1))
    return library
