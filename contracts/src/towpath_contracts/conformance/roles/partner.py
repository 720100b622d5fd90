"""The cases of the role partner."""
