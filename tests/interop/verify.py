#!/usr/bin/env python3
"""Verifies Muster's signed documents with nothing of Muster: Debian's python3-cbor2 and python3-cryptography.

It is the example of docs/protocol.md, "Verifying a lease in another language". As a program it reads a JSON list of
vectors (vectors/documents) from standard input and writes a list of {"content": ...} or {"refused": reason}.
"""
import hashlib
import io
import json
import sys
import uuid

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

CLOCK_DIFFERENCE_SECONDS_MAX = 4 * 60 * 60
HOST_VALIDITY_SECONDS_MAX = 1096 * 24 * 60 * 60
CERTIFICATES_LABEL = -65537
ISSUER, SUBJECT, EXPIRES, NOT_BEFORE, ISSUED_AT, ID, CONFIRMATION, NONCE, MUSTER = 1, 2, 4, 5, 6, 7, 8, 10, -65537
KNOWN_CRITICAL = {MUSTER}
FAMILIES = ["client", "server", "suite", "custom"]
CHANNELS = ["directory", "host", "mak"]


class Refused(Exception):
    pass


def require(condition, reason):
    if not condition:
        raise Refused(reason)


# CBOR: decode with any library, then encode again deterministically and compare.


def head(major, value):
    for info, length in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 24:
            return bytes([major << 5 | value])
        if value < 1 << (8 * length):
            return bytes([major << 5 | info]) + value.to_bytes(length, "big")
    raise Refused("number too large")


def encode(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(encode, value))
    require(isinstance(value, dict) and all(type(key) is int for key in value), "type")
    return head(5, len(value)) + b"".join(sorted(encode(key) + encode(item) for key, item in value.items()))


def decode(data):
    stream = io.BytesIO(data)
    try:
        value = cbor2.CBORDecoder(stream).decode()
    except Exception as error:
        raise Refused(f"not CBOR: {error}") from error
    require(nesting(value) <= 16, "nesting")
    require(encode(value) == data, "not canonical")
    return value


def nesting(value):
    if isinstance(value, dict):
        return 1 + max(map(nesting, value.values()), default=0)
    return 1 + max(map(nesting, value), default=0) if isinstance(value, list) else 0


# COSE_Sign1 (RFC 9052) with Ed25519; the name of the document is the external_aad.


def key_id(public_key):
    return hashlib.sha256(public_key).digest()[:8]


def open_document(data, name, signers):
    """The claims and the unprotected header of a document that one of the signers signed under this name."""
    require(data[:1] == b"\xd2", "no COSE_Sign1")
    parts = decode(data[1:])
    require(isinstance(parts, list) and len(parts) == 4, "no COSE_Sign1")
    protected, unprotected, payload, signature = parts
    require(all(isinstance(part, bytes) for part in (protected, payload, signature)), "no COSE_Sign1")
    header = decode(protected)
    require(isinstance(header, dict) and set(header) == {1, 4} and header[1] == -8, "header")
    signer = next((key for key in signers if key_id(key) == header[4]), None)
    require(signer is not None, "signer unknown")
    try:
        to_be_signed = encode(["Signature1", protected, name.encode(), payload])
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, to_be_signed)
    except InvalidSignature as error:
        raise Refused("signature") from error
    claims = decode(payload)
    require(isinstance(claims, dict), "claims")
    require(all(key >= 0 or key in KNOWN_CRITICAL for key in claims), "critical claim")
    return claims, unprotected


def open_bare(data, name, signers, bytes_max):
    require(len(data) <= bytes_max, "too long")
    claims, unprotected = open_document(data, name, signers)
    require(unprotected == {}, "unsigned header")
    return claims


def take(claims, key, kind, length=None):
    value = claims.get(key)
    require(type(value) is kind, f"claim {key}")
    require(kind is not int or 0 <= value < 1 << 53, f"claim {key}")
    require(length is None or len(value) == length, f"claim {key}")
    return value


def private_claims(claims):
    inner = take(claims, MUSTER, dict)
    require(all(key >= 0 for key in inner), "critical claim")
    return inner


def public_key(claims):
    key = take(take(claims, CONFIRMATION, dict), 1, dict)
    require(key.get(1) == 1 and key.get(-1) == 6 and set(key) >= {1, -1, -2}, "key")
    return take(key, -2, bytes, 32)


def check_validity(not_before, expires, at):
    require(at >= not_before, "not yet valid")
    require(at < expires, "expired")


# The documents. Each was issued within the validity of its signer.


def issuer_certificate(data, roots):
    claims = open_bare(data, "muster/issuer-certificate/1", roots, 1024)
    inner = private_claims(claims)
    content = certificate_claims(claims)
    content.update(issuerName=take(claims, SUBJECT, str), issuerPublicKey=public_key(claims))
    if 1 in inner:
        content["confirmationPublicKey"] = take(inner, 1, bytes, 96)
    return content


def certificate_claims(claims):
    return {
        "vendorName": take(claims, ISSUER, str),
        "serial": take(claims, ID, bytes, 8),
        "expiresSeconds": take(claims, EXPIRES, int),
        "notBeforeSeconds": take(claims, NOT_BEFORE, int),
        "issuedAtSeconds": take(claims, ISSUED_AT, int),
    }


def check_issued_under(issuer, content):
    check_validity(issuer["notBeforeSeconds"], issuer["expiresSeconds"], content["issuedAtSeconds"])
    return content


def host_certificate(data, issuer):
    claims = open_bare(data, "muster/host-certificate/1", [issuer["issuerPublicKey"]], 1664)
    content = certificate_claims(claims)
    content.update(hostName=take(claims, SUBJECT, str), hostPublicKey=public_key(claims))
    content["productGroups"] = take(private_claims(claims), 1, list)
    require(content["expiresSeconds"] - content["issuedAtSeconds"] <= HOST_VALIDITY_SECONDS_MAX, "lasts too long")
    return check_issued_under(issuer, content)


def product_licence(data, roots):
    certificate = take(private_claims(unverified_claims(data)), 2, bytes)
    issuer = issuer_certificate(certificate, roots)
    claims = open_bare(data, "muster/product-licence/1", [issuer["issuerPublicKey"]], 4096)
    content = {
        "vendorName": take(claims, ISSUER, str),
        "issuedAtSeconds": take(claims, ISSUED_AT, int),
        "terms": terms(take(private_claims(claims), 1, dict)),
        "issuerCertificate": certificate,
        "issuer": issuer,
    }
    return check_issued_under(issuer, content)


def unverified_claims(data):
    """The claims of a licence before anything is proven: only to find the certificate inside, which proves itself."""
    parts = decode(data[1:])
    require(isinstance(parts, list) and len(parts) == 4 and isinstance(parts[2], bytes), "no COSE_Sign1")
    claims = decode(parts[2])
    require(isinstance(claims, dict), "claims")
    return claims


def catalogue(data, issuer):
    claims = open_bare(data, "muster/catalogue/1", [issuer["issuerPublicKey"]], 1 << 20)
    content = {
        "vendorName": take(claims, ISSUER, str),
        "issuedAtSeconds": take(claims, ISSUED_AT, int),
        "products": [terms(product) for product in take(private_claims(claims), 1, list)],
    }
    return check_issued_under(issuer, content)


def identifier(claims, key):
    return str(uuid.UUID(bytes=take(claims, key, bytes, 16)))


def terms(claims):
    minutes = ["validityMinutes", "renewalMinutes", "retryMinutes", "initialGraceMinutes"]
    minutes += ["outOfToleranceGraceMinutes", "countEntryMinutes", "rearmLimit"]
    policy = {name: take(claims, 10 + index, int) for index, name in enumerate(minutes)}
    policy.update(
        family=FAMILIES[take(claims, 8, int)],
        threshold=take(claims, 9, int),
        channels=[CHANNELS[channel] for channel in take(claims, 17, list)],
        onDuplicate=["report", "rearm"][take(claims, 18, int)],
        churn=["each-cmid", "once"][take(claims, 19, int)],
    )
    return {
        "productId": identifier(claims, 1),
        "name": take(claims, 2, str),
        "edition": take(claims, 3, str),
        "version": take(claims, 4, str),
        "applicationId": identifier(claims, 5),
        "applicationName": take(claims, 6, str),
        "productGroup": take(claims, 7, int),
        "policy": policy,
    }


# An activation object: vendor root -> issuer certificate inside -> object, and where it was read.


def activation_object(data, roots, directory):
    require(len(data) <= 3072, "too long")
    certificate = take(private_claims(unverified_claims(data)), 4, bytes)
    issuer = issuer_certificate(certificate, roots)
    claims = open_bare(data, "muster/activation-object/1", [issuer["issuerPublicKey"]], 3072)
    inner = private_claims(claims)
    content = certificate_claims(claims)
    content.update(forestName=take(claims, SUBJECT, str), productGroups=take(inner, 1, list))
    content.update(forestId=identifier(inner, 2), objectId=identifier(inner, 3))
    content.update(issuerCertificate=certificate, issuer=issuer)
    check_issued_under(issuer, content)
    require(content["expiresSeconds"] - content["issuedAtSeconds"] <= HOST_VALIDITY_SECONDS_MAX, "lasts too long")
    require(content["forestId"] == directory["forestId"], "another directory")
    require(directory["productGroup"] in content["productGroups"], "product not covered")
    check_validity(content["notBeforeSeconds"], content["expiresSeconds"], directory["nowSeconds"])
    return content


# A lease: vendor root -> issuer certificate -> host certificate -> answer, and what it must be about.


def lease(data, roots, issuer_bytes, host_bytes, expected):
    require(data[:1] == b"\xd2" and len(data) <= 3072, "no answer")
    parts = decode(data[1:])
    require(isinstance(parts, list) and len(parts) == 4 and isinstance(parts[1], dict), "no answer")
    if parts[1] != {}:
        require(set(parts[1]) == {CERTIFICATES_LABEL}, "unsigned header")
        certificates = take(parts[1], CERTIFICATES_LABEL, list, 2)
        require(all(isinstance(item, bytes) for item in certificates), "certificates")
        host_bytes, issuer_bytes = certificates
    require(issuer_bytes is not None and host_bytes is not None, "certificates missing")
    issuer = issuer_certificate(issuer_bytes, roots)
    host = host_certificate(host_bytes, issuer)
    claims, _ = open_document(data, "muster/answer/1", [host["hostPublicKey"]])
    answer = answer_content(claims)
    require(expected["productGroup"] in host["productGroups"], "product not covered")
    check_validity(host["notBeforeSeconds"], host["expiresSeconds"], answer["hostTimeSeconds"])
    require(answer["cmid"] == expected["cmid"], "another machine")
    require(answer["productId"] == expected["productId"], "another product")
    require(expected.get("nonce", answer["nonce"].hex()) == answer["nonce"].hex(), "another request")
    difference = abs(expected.get("nowSeconds", answer["hostTimeSeconds"]) - answer["hostTimeSeconds"])
    require(difference <= CLOCK_DIFFERENCE_SECONDS_MAX, "clocks differ")
    return answer


def answer_content(claims):
    inner = private_claims(claims)
    numbers = ["count", "retryMinutes", "renewalMinutes", "validityMinutes", "port"]
    content = {name: take(inner, 3 + index, int) for index, name in enumerate(numbers)}
    require(all(content[name] > 0 for name in numbers), "number is 0")
    content.update(
        nonce=take(claims, NONCE, bytes, 8),
        hostTimeSeconds=take(claims, ISSUED_AT, int),
        leaseId=take(claims, ID, bytes, 8),
        cmid=identifier(inner, 1),
        productId=identifier(inner, 2),
    )
    if 8 in inner:
        content["directive"] = ["rearm"][take(inner, 8, int)]
    return content


def verify(vector):
    data, roots = bytes.fromhex(vector["bytes"]), [bytes.fromhex(root) for root in vector["roots"]]
    issuer = bytes.fromhex(vector["issuerCertificate"]) if "issuerCertificate" in vector else None
    host = bytes.fromhex(vector["hostCertificate"]) if "hostCertificate" in vector else None
    if vector["document"] == "issuer-certificate":
        return issuer_certificate(data, roots)
    if vector["document"] == "host-certificate":
        return host_certificate(data, issuer_certificate(issuer, roots))
    if vector["document"] == "product-licence":
        return product_licence(data, roots)
    if vector["document"] == "catalogue":
        return catalogue(data, issuer_certificate(issuer, roots))
    if vector["document"] == "activation-object":
        return activation_object(data, roots, vector["directory"])
    return lease(data, roots, issuer, host, vector["expectation"])


def outcome(vector):
    try:
        return {"content": verify(vector)}
    except Refused as refusal:
        return {"refused": str(refusal)}


if __name__ == "__main__":
    json.dump([outcome(vector) for vector in json.load(sys.stdin)], sys.stdout, default=bytes.hex)
