"""Each listing's offers: how many wait for an answer, how many were accepted, and how many ended well."""
