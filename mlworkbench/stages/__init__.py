"""The ten stages: values in, values and files out. No window, no database, no project."""
