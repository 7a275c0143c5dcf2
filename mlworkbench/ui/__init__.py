"""The window: pages that show what the workbench returns and call its verbs. It owns no truth and no threads."""
