"""Tables that others made, read as texts: xlsx and CSV, with a guard against hostile files."""
