"""The commands of the command line, one file each; nothing here imports Qt."""
