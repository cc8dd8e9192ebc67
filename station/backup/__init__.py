"""Backups: one encrypted file that holds all of a booth, and how it is brought back."""
