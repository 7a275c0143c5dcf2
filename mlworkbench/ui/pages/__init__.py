"""The pages there are, in the order of the stage list: one line a page."""

from typing import Final

from mlworkbench.ui.page import Page
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.pages.evaluate import EvaluatePage
from mlworkbench.ui.pages.explore import ExplorePage
from mlworkbench.ui.pages.home import HomePage
from mlworkbench.ui.pages.opened import OpenedPage
from mlworkbench.ui.pages.package import PackagePage
from mlworkbench.ui.pages.prepare import PreparePage
from mlworkbench.ui.pages.problem import ProblemPage
from mlworkbench.ui.pages.train import TrainPage

PAGES: Final[tuple[type[Page], ...]] = (
    HomePage,
    ProblemPage,
    DataPage,
    ExplorePage,
    PreparePage,
    TrainPage,
    EvaluatePage,
    PackagePage,
    OpenedPage,
)
