"""Every refusal of an app, found by reading its domain modules, for the apps' meta tests."""

import importlib
import inspect
import pkgutil
from types import ModuleType

from jourcase.kernel.refusals import Refusal


def refusals_defined_in(package: ModuleType) -> set[Refusal]:
    """All members of all refusal enums that the modules of `package` define."""
    found: set[Refusal] = set()
    for module_info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(module_info.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Refusal) and kind.__module__ == module.__name__:
                found |= set(kind)
    return found
