"""Workbooks: what their parts weigh before anything opens them, where the table stands on a sheet, and its cells as columns."""
