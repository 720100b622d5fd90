"""Counting what the streams of others say, exactly: facts are kept as a set, and counted anew where one was added."""
