"""The listings of community services, kept true."""
