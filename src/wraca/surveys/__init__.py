"""One small question at a time: what is asked, what was answered, when somebody was asked last."""
