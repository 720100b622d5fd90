"""The simple table: a service per row, as people keep them in a spreadsheet; read as a feed, and written."""
