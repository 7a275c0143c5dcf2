"""The importers, in the order in which they are asked."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.importers import csv, excel, feather, parquet, sas, spss, stata
from mlworkbench.stages.data.source import Importer

IMPORTERS: Registry[Importer] = Registry(
    "importer", parquet.IMPORTER, feather.IMPORTER, excel.IMPORTER, sas.IMPORTER, spss.IMPORTER, stata.IMPORTER, csv.IMPORTER
)
