"""Pages of messages: what left and what waits, the sample's mailbox, senders."""
