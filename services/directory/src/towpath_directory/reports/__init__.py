"""What a curator reads of an import, or of all that a publisher has here: counts, grades, and what to mend first."""
