"""The stages of the work: no window, no database, no project; values and files in, values and files out."""
