"""The cases, a module for each role and one for what holds for all."""

from importlib import import_module

MODULES = (
    "matching",
    "matching_delivery",
    "directory",
    "directory_delivery",
    "followup",
    "intake",
    "partner",
    "delivered",
    "everyone",
)


def load() -> None:
    """Register the cases of every role."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
