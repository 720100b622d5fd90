"""Search: the read model behind the public API and the curators' search."""
