"""The keys and where they lie: each file sealed under a passphrase of its own.

The booth's key file holds what the booth keeps secret; the root key and an issuer's key lie in
files on the coordinator's and the desk's machines, which no booth holds; the bundle carries a
site to its next booth.
"""
