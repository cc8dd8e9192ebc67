"""The other side, run by a Python that has pycose and an older cbor2, and nothing of ours.

Takes a JSON list of requests on standard input, answers with a list on standard output. Bytes are
hexadecimal.
"""

import json
import sys

import cbor2
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.messages import Sign1Message


def read(request):
    """Decode an envelope; tell its parts and whether the signature is the key's."""
    message = Sign1Message.decode(bytes.fromhex(request["envelope"]))
    message.key = OKPKey(crv="ED25519", x=bytes.fromhex(request["public"]))
    message.external_aad = bytes.fromhex(request["aad"])
    payload = cbor2.loads(message.payload)
    return {
        "signed": message.verify_signature(),
        "algorithm": message.phdr[Algorithm].fullname,
        "kid": message.phdr[KID].hex(),
        "headers": [len(message.phdr), len(message.uhdr)],
        "claims": {str(key): _shown(value) for key, value in payload.items()},
        "canonical": cbor2.dumps(payload, canonical=True) == message.payload,
    }


def write(request):
    """Sign a payload, which is encoded here from its keys and values."""
    payload = {int(key): _value(value) for key, value in request["claims"]}
    message = Sign1Message(
        phdr={Algorithm: "EDDSA", KID: bytes.fromhex(request["kid"])},
        payload=cbor2.dumps(payload, canonical=True),
    )
    public, seed = bytes.fromhex(request["public"]), bytes.fromhex(request["seed"])
    message.key = OKPKey(crv="ED25519", x=public, d=seed)
    message.external_aad = bytes.fromhex(request["aad"])
    return message.encode().hex()


def _shown(value):
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, dict):
        return {"map": {str(key): _shown(item) for key, item in value.items()}}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value


def _value(value):
    if isinstance(value, dict) and "bytes" in value:
        return bytes.fromhex(value["bytes"])
    if isinstance(value, dict):
        return {int(key): _value(item) for key, item in value["map"].items()}
    if isinstance(value, list):
        return [_value(item) for item in value]
    return value


if __name__ == "__main__":
    doers = {"read": read, "write": write}
    requests = json.load(sys.stdin)
    json.dump([doers[each["do"]](each) for each in requests], sys.stdout)
