"""Pages about consents: what a person said, recording it, and the words shown."""
