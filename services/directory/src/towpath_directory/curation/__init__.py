"""Curation: listings in work, claims and suggestions, and what a curator has to see to."""
