"""What the console prints: the sheet of command codes."""
