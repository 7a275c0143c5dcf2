"""The forms in which a model ships, listed: a new one is a file here and a line below."""

from mlworkbench.base.registry import Registry
from mlworkbench.stages.package.target import Target
from mlworkbench.stages.package.targets import bundle

TARGETS: Registry[Target] = Registry("target", bundle.TARGET)
