"""`trust issue`: the next trust list, signed by the root key."""

from __future__ import annotations

import argparse
import os

from station.assembly import SystemClock
from station.catalogue import Catalogue
from station.commands.answers import Answer
from station.commands.passphrase_file import RootPassphraseNeeded, passphrase_in
from station.commands.trust_arguments import revoked_codes
from station.commands.trust_show import describe
from station.credential.keys import RootKey
from station.credential.trust import TrustList
from station.credential.trust_draft import TrustDraft
from station.incoming.trust_file import read_trust_file
from station.keyring.root_file import open_root_file
from station.private_files import write_private_file
from station.setup.faults import TrustFileExists, TrustFileUnwritable


def issue_list(args: argparse.Namespace, words: Catalogue) -> Answer:
    """Sign a list and write it; return what it holds. Raises a `StationError`, nothing written."""
    if os.path.lexists(args.out):
        raise TrustFileExists(path=str(args.out))
    revoked = [code for path in args.revocations for code in revoked_codes(path)]
    previous = None if args.previous is None else read_trust_file(args.previous)
    root = open_root_file(args.root, passphrase_in(args.passphrase_file, RootPassphraseNeeded))
    before = None if previous is None else TrustList.open(previous, root.public)
    draft = TrustDraft(before)
    draft.revoke_codes(revoked)
    issued = _issued(args, draft, root)
    try:
        write_private_file(args.out, issued.raw)
    except OSError as error:
        raise TrustFileUnwritable(path=str(args.out)) from error
    answer = describe(issued, words)
    kept = issued.revoked_codes
    named = {(code.kid, code.cti) for code in revoked}
    left_out = named.union(() if before is None else before.revoked_codes) - kept
    answer.facts["file"] = str(args.out)
    answer.facts["left_out"] = len(left_out)
    answer.facts["root"] = root.public.hex()
    answer.lines.insert(0, words.text("trust_command.issued", path=args.out))
    if left_out:
        answer.lines.append(words.text("trust_command.left_out", count=len(left_out)))
    return answer


def _issued(args: argparse.Namespace, draft: TrustDraft, root: RootKey) -> TrustList:
    """Put into the draft what the command line names, removals first; sign it."""
    now = SystemClock().now()
    for kid in args.remove_issuer:
        draft.remove_issuer(kid)
    for kid in args.remove_sheet_signer:
        draft.remove_sheet_signer(kid)
    for key in args.issuer:
        draft.put_issuer(key.issuer(now))
    for key in args.sheet_signer:
        draft.put_sheet_signer(key.sheet_signer(now))
    for kid, until in args.end_issuer:
        draft.end_issuer(kid, until)
    for kid, until in args.end_sheet_signer:
        draft.end_sheet_signer(kid, until)
    for kid in args.revoke_issuer:
        draft.revoke_issuer(kid)
    return draft.issue(root, now, args.serial)
