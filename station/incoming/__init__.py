"""Files that are brought here: on a USB stick, or into a watched folder."""
