"""The sampling code NAC1 and the trust list: COSE_Sign1 with Ed25519 over CBOR, no Qt, no SQL."""
