"""What the public and link workers tell of services: suggestions for a curator, and what they know of a group."""
