"""Delimited text made safe to read: bytes become UTF-8, the dialect is proposed and then proved on every record."""
