"""One path from a message to its effect: batches, inbox, state, outbox, relay, consumer."""
