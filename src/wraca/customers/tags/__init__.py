"""Words that staff put on customers, one by one or on a whole list, and take off again."""
