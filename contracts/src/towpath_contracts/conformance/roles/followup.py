"""The cases of the role followup."""
