"""The service mails: what they say, Polish and English, and how they look."""
