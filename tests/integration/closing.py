"""Runs pieces of Python in a process of their own, which may close itself."""

import json
import subprocess
import sys

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="the filter is for Linux")

TRY = """
import ctypes, json, os, socket, sys
from mlworkbench.base import closed
def python(family=socket.AF_INET, kind=socket.SOCK_STREAM, address=("127.0.0.1", 9)):
    try:
        with socket.socket(family, kind) as door:
            door.connect(address)
        return 0
    except OSError as error:
        return error.errno
def say(**found):
    print(json.dumps(found))
"""


def run(code: str, **options) -> dict:
    """What a fresh Python says after running this."""
    done = subprocess.run([sys.executable, "-c", TRY + code], capture_output=True, text=True, timeout=120, check=False, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
