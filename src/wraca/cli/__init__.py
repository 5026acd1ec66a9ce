"""The command line: `wraca …`. One file a group of commands, each listed below by name."""
