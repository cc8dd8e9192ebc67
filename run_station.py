"""Start the sampling station: the console, or one of its commands (see `--help`)."""

import sys

from station.cli import main

if __name__ == "__main__":
    sys.exit(main())
