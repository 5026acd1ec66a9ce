"""What an owner decides for the whole shop, where there are more answers than yes and no."""

#: Whether a ticked box that came with an import, of which nobody can show when and how it was ticked, lets a commercial
#: message leave: never, always, or until the person was asked to confirm it and did not.
IGNORED, COUNTED, UNTIL_ASKED = "ignored", "counted", "until_asked"
FLAG_RULES = (IGNORED, COUNTED, UNTIL_ASKED)
