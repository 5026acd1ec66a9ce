"""Where data comes in from: files and stores."""
