"""The cases of the role directory."""
