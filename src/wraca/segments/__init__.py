"""Who fits a rule: the rule's tree, its text, and what it means for everybody and for one person."""
