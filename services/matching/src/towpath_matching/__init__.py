"""Finds the services that fit a person and says why."""
