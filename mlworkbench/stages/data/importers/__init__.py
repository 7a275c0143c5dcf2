"""The importers, in the order in which they are asked."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.data.importers import csv, parquet
from mlworkbench.stages.data.source import Importer

IMPORTERS: Registry[Importer] = Registry("importer", parquet.IMPORTER, csv.IMPORTER)
