"""From a file to an immutable, typed dataset version with a profile; and from a file to cells that a model can score."""

from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.changes import CHANGES
from mlworkbench.stages.data.changing import attempt
from mlworkbench.stages.data.changing import run as change
from mlworkbench.stages.data.checking import check
from mlworkbench.stages.data.comparing import run as compare
from mlworkbench.stages.data.contracts import Contract, reading_of
from mlworkbench.stages.data.contracts import of as contract_of
from mlworkbench.stages.data.contracts import read as read_contract
from mlworkbench.stages.data.contracts import write as write_contract
from mlworkbench.stages.data.conversion import Refused, convert
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.importing import run
from mlworkbench.stages.data.looked import Looked, looked
from mlworkbench.stages.data.looking import look
from mlworkbench.stages.data.opening import choices_of, open_source
from mlworkbench.stages.data.paging import page
from mlworkbench.stages.data.profiles import read_profile
from mlworkbench.stages.data.reading import column_values, rows_at
from mlworkbench.stages.data.source import Choices, Importer, Source

__all__ = [
    "CHANGES",
    "ChangeKind",
    "Choices",
    "Contract",
    "Ground",
    "IMPORTERS",
    "Importer",
    "Made",
    "Looked",
    "Refused",
    "Source",
    "attempt",
    "change",
    "check",
    "compare",
    "choices_of",
    "column_values",
    "contract_of",
    "convert",
    "look",
    "looked",
    "open_source",
    "page",
    "read_contract",
    "read_profile",
    "reading_of",
    "rows_at",
    "run",
    "write_contract",
]
