"""The timeline: one append-only row per thing that happened, and the keys by which facts come in."""
