"""`check-file`: what `check` starts for each file; nobody types it."""

from __future__ import annotations

import argparse
import sys

from station.check.child import serve


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line's parser, unseen."""
    parser = subparsers.add_parser("check-file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do the job that standard input holds; return 0."""
    return serve(sys.stdin.buffer, sys.stdout.buffer)
