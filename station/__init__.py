"""The sampling-station registration console."""

__version__ = "0.1.0"
