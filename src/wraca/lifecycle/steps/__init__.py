"""The steps of the life cycle: what they describe, engine computes. wraca.refresh lists them in order."""
