"""What customers said about being written to: records that are only ever added to, and the state that follows."""
