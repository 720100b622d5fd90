"""How good each listing is, kept with it: graded when it changes, when it ages, and when it may be there twice."""
