"""What the directory hands out to be taken in elsewhere: all of its listings, with nothing of them lost."""
