"""The importers, in the order in which they are asked."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.importers import arff, csv, excel, feather, json, parquet, sas, spss, stata
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
    csv.IMPORTER,
)
