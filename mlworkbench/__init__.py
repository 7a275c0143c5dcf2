"""A workbench for analysts without a network: from a file to a model that ships, every number provable."""

__version__ = "0.1.0"
