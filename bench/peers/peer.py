"""What the peers share: a missing package is a reason to skip, and the answer is one line of JSON."""

import importlib
import json
import os
import sys


def need(package):
    """The module, or the end of this peer with the package's name as its last line."""
    try:
        return importlib.import_module(package)
    except ImportError:
        print(package)
        sys.exit(3)


def answer(value):
    print(json.dumps(value))


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
