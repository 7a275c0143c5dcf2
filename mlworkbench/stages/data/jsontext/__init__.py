"""JSON and JSON lines, value by value: a file of any length, one record in memory."""
