"""The programs of the benchmark: which file runs each, in which environment, with which setting of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """`module` is what `peers.running` imports; `environment` a name in `environments.WANTED`, or empty for the project's own."""

    name: str
    title: str
    module: str
    environment: str = ""
    setting: str = ""


OURS, TUNED = "ours", "boosting"
PROGRAMS: tuple[Program, ...] = (
    Program(OURS, "mlworkbench auto", "ours"),
    Program("flaml", "FLAML", "peers.flaml", "flaml"),
    Program("autogluon", "AutoGluon, as it comes", "peers.autogluon", "autogluon", "medium_quality"),
    Program("autogluon_best", "AutoGluon, best quality", "peers.autogluon", "autogluon", "best_quality"),
    Program("mljar", "mljar-supervised, Compete", "peers.mljar", "mljar", "Compete"),
    Program("h2o", "H2O AutoML", "peers.h2o", "h2o"),
    Program(TUNED, "HistGradientBoosting, tuned", "peers.boosting"),
)
