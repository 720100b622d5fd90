"""The cases, a module for each role and one for what holds for all."""

from importlib import import_module

MODULES = ("matching", "directory", "followup", "intake", "partner", "everyone")


def load() -> None:
    """Register the cases of every role."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
