"""Requests that nobody means well by: addresses, methods, hosts, headers, encodings and plain bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from urllib.parse import quote, quote_from_bytes

PARAMETERS = (
    *(
        "q",
        "country",
        "participant",
        "sector",
        "emphasis",
        "cutoff",
        "system",
        "service",
        "machine",
        "open",
        "usable",
        "audience",
        "stage",
        "organisation",
    ),
    *(
        "factory",
        "link",
        "evidence",
        "sort",
        "view",
        "page",
        "page_size",
        "edition",
        "site",
        "kind",
        "status",
    ),
    *("source", "show", "only", "format", "need", "csrfmiddlewaretoken", "next", "cuontry", "utm_source", ""),
)
VALUES = (
    *(
        "",
        "0",
        "1",
        "-1",
        "2",
        "1.5",
        "١",
        "1e9",
        "9" * 40,
        "DE",
        "de",
        "EL",
        "XX",
        "none",
        "documents",
        "name",
    ),
    *("-sectors", "health", "jaif", "linked", "focus", "table", "map", "cards", "csv", "null", "undefined"),
    *(
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "%s%n",
        "{{7*7}}",
        "${7*7}",
        "(((",
        "\\",
    ),
    *(
        "é" * 300,
        "ﬁ",
        "\u202e",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "a" * 3000,
    ),
    *(
        "\x00",
        "\r\nSet-Cookie: a=b",
        "//evil.example",
        "https://evil.example/",
        "+",
        "&",
        "=",
        "#",
        ";",
        "%",
        "%zz",
    ),
)
BYTES = (
    b"%00",
    b"%FF",
    b"%C0%80",
    b"%ED%A0%80",
    b"%",
    b"%u0041",
    b"\xff\xfe",
    b"\xc3",
    b"%2e%2e%2f",
    b"%0d%0a",
)
METHODS = (
    *("GET",) * 12,
    *(
        "HEAD",
        "HEAD",
        "OPTIONS",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "get",
        "GETT",
    ),
)
HOSTS = ("{host}",) * 12 + (
    *(
        "localhost",
        "LOCALHOST",
        "localhost.",
        "evil.example",
        "127.0.0.1:99999",
        "[::1]",
        "",
        "a b",
        "x" * 300,
    ),
    *("{host}@evil.example", "{host}/", "{host}:x", "http://{host}", "é", "\x00", "_", "..", "-"),
)
HEADERS = (
    *(
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Content-Type",
        "Content-Length",
        "Cookie",
        "Range",
        "Expect",
    ),
    *(
        "If-None-Match",
        "If-Modified-Since",
        "If-Match",
        "Origin",
        "Referer",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
    ),
    *(
        "X-Forwarded-Host",
        "X-Request-ID",
        "X-HTTP-Method-Override",
        "Transfer-Encoding",
        "Upgrade",
        "TE",
        "Via",
    ),
    *("Authorization", "Access-Control-Request-Method", "Connection", "Date", "Content-Encoding", "X_Under"),
)
CONTENTS = (
    *(
        "",
        "*",
        "*/*",
        "text/html",
        "application/json;q=x",
        "br;q=1, gzip;q=0",
        "gzip;q=0.0001",
        "identity;q=0, *;q=0",
    ),
    *(
        "br" + ",br" * 500,
        '"',
        'W/"x"',
        '"' + "a" * 2000 + '"',
        "bytes=0-1,5-6",
        "bytes=-",
        "bytes=9-1",
        "100-continue",
    ),
    *(
        "chunked",
        "identity",
        "-1",
        "99999999999999999999",
        "0",
        "12",
        "sessionid=x",
        "a=b; a=c; =; ;;",
        "é",
        "\x01",
    ),
    *(
        "text/html; charset=utf-7",
        "multipart/form-data",
        "Sat, 99 Foo 2026",
        "https",
        "null",
        "websocket",
        "de;q=x",
    ),
)
FITTING = (b"",) * 10 + (
    *(b"?country=DE&sector=health", b"?q=energy&page_size=5", b"?sort=-name&view=table", b"?edition=1"),
    *(
        b"?evidence=documents",
        b"?participant=ee&machine=announced",
        b"?site=jaif&site=hearts",
        b"?utm_source=x",
    ),
)
CODINGS = ("utf-8", "latin-1", "utf-16")


def hostile(paths: Sequence[str], host: str, seed: int) -> Iterator[bytes]:
    """Requests without end, as bytes, about paths that exist and paths made of them."""
    chance = random.Random(seed)
    while True:
        kind = chance.random()
        if kind < 0.02:
            yield chance.randbytes(chance.randint(1, 400)) + b"\r\n\r\n"
            continue
        if kind < 0.4:
            # As a browser sends it: only what is asked for may be odd.
            target = _target(chance, chance.choice(paths), mildly=True)
            yield b"GET " + target + f" HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
            continue
        target = _target(chance, chance.choice(paths))
        line = f"{chance.choice(METHODS)} ".encode() + target + b" " + _version(chance) + b"\r\n"
        fields = [b"Host: " + _coded(chance, chance.choice(HOSTS).format(host=host))]
        for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
            fields.append(chance.choice(HEADERS).encode() + b": " + _coded(chance, chance.choice(CONTENTS)))
        if kind < 0.42:
            fields.append(b"X-Long: " + b"a" * chance.choice((4000, 9000, 70_000)))
        if kind > 0.98:
            fields += [b"X: y"] * chance.choice((50, 150))
        body = chance.randbytes(chance.randint(0, 50)) if chance.random() < 0.05 else b""
        yield line + b"\r\n".join(fields) + b"\r\n\r\n" + body


def _target(chance: random.Random, path: str, *, mildly: bool = False) -> bytes:
    address = quote(path, safe="/%").encode()
    if chance.random() < 0.15 and not mildly:
        address = _spoilt(chance, address)
    if mildly and chance.random() < 0.7:
        return address + chance.choice(FITTING)
    pairs = []
    for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3, 6))):
        name, value = chance.choice(PARAMETERS), chance.choice(VALUES)
        raw = chance.random() < 0.1
        pairs.append(
            quote(name).encode() + b"=" + (chance.choice(BYTES) if raw else quote(value, safe="").encode())
        )
    query = chance.choice((b"&", b"&", b"&", b";", b"&&")).join(pairs)
    return address + (b"?" + query if pairs else b"")


def _spoilt(chance: random.Random, address: bytes) -> bytes:
    place = chance.randint(0, len(address))
    piece = chance.choice(
        (*BYTES, b"//", b"/./", b"/../", b";", b"\\", b"*", quote_from_bytes(b"\xe2\x80\xae").encode())
    )
    spoilt = address[:place] + piece + address[place:]
    return chance.choice(
        (spoilt, spoilt, spoilt.upper(), b"http://evil.example" + spoilt, spoilt.lstrip(b"/"))
    )


def _version(chance: random.Random) -> bytes:
    return chance.choice((b"HTTP/1.1",) * 12 + (b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"http/1.1", b""))


def _coded(chance: random.Random, text: str) -> bytes:
    return text.encode(chance.choice(CODINGS) if chance.random() < 0.1 else "utf-8", "replace")
