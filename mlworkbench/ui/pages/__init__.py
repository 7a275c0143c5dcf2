"""The pages there are, in the order of the stage list."""

from importlib import import_module
from typing import Final, cast

from mlworkbench.ui.page import Page

# name: module and class. Imported when first shown, so that the first window is there in about a second.
PAGES: Final[dict[str, str]] = {
    "home": "mlworkbench.ui.pages.home:HomePage",
    "data": "mlworkbench.ui.pages.data:DataPage",
    "train": "mlworkbench.ui.pages.train:TrainPage",
    "package": "mlworkbench.ui.pages.package:PackagePage",
    "opened": "mlworkbench.ui.pages.opened:OpenedPage",
}


def page_class(name: str) -> type[Page]:
    module, kind = PAGES[name].split(":")
    return cast(type[Page], getattr(import_module(module), kind))
