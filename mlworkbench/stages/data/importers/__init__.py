"""The importers, in the order in which they are asked."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.importers import (
    arff,
    csv,
    duckdb,
    excel,
    feather,
    fixed_width,
    image_folder,
    json,
    parquet,
    sas,
    spss,
    sqlite,
    stata,
    text_folder,
)
from mlworkbench.stages.data.source import Importer

IMPORTERS: Registry[Importer] = Registry(
    "importer",
    parquet.IMPORTER,
    feather.IMPORTER,
    excel.IMPORTER,
    json.IMPORTER,
    arff.IMPORTER,
    sas.IMPORTER,
    spss.IMPORTER,
    stata.IMPORTER,
    sqlite.IMPORTER,
    duckdb.IMPORTER,
    fixed_width.IMPORTER,
    image_folder.IMPORTER,
    text_folder.IMPORTER,
    csv.IMPORTER,
)
