"""An authenticator app and another verifier, by pyotp: JSON questions on standard input, JSON answers on standard output."""

import base64
import json
import os
import sys

import pyotp


def app(question):
    """What an app makes of a provisioning URI: what it shows, the codes of some times, and which it takes at `now`."""
    totp = pyotp.parse_uri(question["uri"])
    codes = [totp.at(time) for time in question["times"]]
    return {
        "issuer": totp.issuer,
        "name": totp.name,
        "algorithm": totp.digest().name.upper(),
        "digits": totp.digits,
        "period": totp.interval,
        "codes": codes,
        "taken": [totp.verify(code, for_time=question["now"], valid_window=1) for code in codes],
    }


def seed(question):
    """A seed of its own, and the URI that pyotp makes of it."""
    secret = base64.b32encode(os.urandom(question["bytes"])).decode().rstrip("=")
    digest = getattr(__import__("hashlib"), question["algorithm"].lower())
    totp = pyotp.TOTP(secret, digits=question["digits"], digest=digest, interval=question["period"])
    return {"uri": totp.provisioning_uri(name="alice", issuer_name="Example"), "hex": totp.byte_secret().hex()}


ASKED = {"app": app, "seed": seed}

json.dump([ASKED[question["ask"]](question) for question in json.load(sys.stdin)], sys.stdout)
