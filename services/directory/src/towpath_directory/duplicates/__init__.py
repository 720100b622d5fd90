"""The same service listed twice: found, proposed to a curator, merged or kept apart for good."""
