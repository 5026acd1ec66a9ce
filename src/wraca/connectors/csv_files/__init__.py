"""Files as shop owners have them: any encoding, any separator, any system's columns."""
