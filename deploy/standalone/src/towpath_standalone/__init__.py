"""The towpath command: the whole platform on one machine."""
