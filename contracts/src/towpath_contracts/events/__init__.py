"""The catalogue, version 1: every event that Towpath knows, one module per stream."""

from towpath_contracts.events import directory, followup, gap, matching, partner, person, referral

__all__ = ["directory", "followup", "gap", "matching", "partner", "person", "referral"]
