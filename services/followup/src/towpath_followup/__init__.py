"""Timers, contacts and check-ins until it worked."""
