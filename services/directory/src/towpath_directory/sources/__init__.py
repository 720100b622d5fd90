"""Feeds that are registered: fetched on a schedule, with what became of each time, and what they dropped."""
