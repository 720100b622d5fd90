"""Reconciliation: what the topics hold against what the services hold, line by line."""

from towpath_standalone.reconcile.counts import Counts, counts_of
from towpath_standalone.reconcile.ledger import Ledger, Seen
from towpath_standalone.reconcile.line import Line
from towpath_standalone.reconcile.lines import reconcile
from towpath_standalone.reconcile.read import read_ledger

__all__ = ["Counts", "Ledger", "Line", "Seen", "counts_of", "read_ledger", "reconcile"]
