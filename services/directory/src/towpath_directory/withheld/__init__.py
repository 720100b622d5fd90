"""Places that must not be found, such as a refuge: what is sent of them is taken out before anything else sees it."""
