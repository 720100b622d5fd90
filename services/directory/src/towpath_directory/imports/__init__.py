"""Imports: a feed is kept record by record before it is answered for, then worked through, whatever dies on the way."""
