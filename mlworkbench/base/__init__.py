"""The ground: plain Python that every floor stands on. It imports nothing else of ours."""
