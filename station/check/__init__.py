"""The laboratory's desk: sheets of any booth, checked with no site and with no trust in the files.

Each file is read in a process of its own (`child`), behind a gate and under limits; what it found
comes back through a pipe. Nothing personal is in a finding, and none touches the disk.
"""
