"""The booth's words and rules. Standard library only: no Qt, no SQL, no I/O."""
