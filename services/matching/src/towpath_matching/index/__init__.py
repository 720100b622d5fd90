"""The columnar index of the directory: NumPy arrays, changed in place."""

from towpath_matching.index.index import Index

__all__ = ["Index"]
