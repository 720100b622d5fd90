"""The cases of the role intake."""
