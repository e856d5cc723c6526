"""What the scanner injects. Each value carries a mark that nothing else on the site bears, so that it is found again."""

from __future__ import annotations

from dataclasses import dataclass

MARK = "zqx"  # every mark begins so
OUTSIDE = "jahat.example"  # the other site, to which nobody may be led
SPOOFED = f"palsu.{OUTSIDE}"
TEMPLATE_SUM = (1337, 4242)  # what a template engine would add up


@dataclass(frozen=True)
class Payload:
    """`value` with its "{mark}" replaced by `bear`."""

    kind: str
    value: str

    def bear(self, mark: str) -> str:
        return self.value.replace("{mark}", mark)


MARKUP = Payload("markup", "\"'>--></textarea></title></script><{mark} {mark}a=1 onload={mark}()>")
ATTRIBUTE = Payload("attribute", '" {mark}b=1 onfocus="{mark}()" x=\'{mark}\' y="')

# For the fields of forms and the parameters of queries.
VALUES = (
    MARKUP,
    ATTRIBUTE,
    Payload("script address", "javascript:{mark}()"),
    Payload("outside", f"https://{{mark}}.{OUTSIDE}/"),
    Payload("outside without scheme", f"//{{mark}}.{OUTSIDE}/%2e%2e"),
    Payload("outside with backslash", f"/\\{{mark}}.{OUTSIDE}/"),
    Payload("sql", "{mark}' OR '1'='1' -- \"); DROP TABLE access_user; --"),
    Payload("sql like", "%_\\{mark}%%s%(x)s{0}"),
    Payload(
        "template", f"{{mark}}{{{{ {TEMPLATE_SUM[0]}|add:{TEMPLATE_SUM[1]} }}}}{{% {{mark}} %}}${{{{7*7}}}}#{{7*7}}"
    ),
    Payload("path", "../../../../../../../../etc/passwd{mark}"),
    Payload("path with nul", "../../../../etc/passwd\0.pdf{mark}"),
    Payload("header", "{mark}\r\nX-Zqx: {mark}\r\nSet-Cookie: zqx={mark}\r\n\r\n<{mark}>"),
    Payload("nul", "{mark}\0{mark}"),
    Payload("huge number", "9" * 40),
    Payload("large integer", "9223372036854775808"),
    Payload("negative", "-1"),
    Payload("float", "1e400"),
    Payload("not a number", "NaN"),
    Payload("bidi and separators", "{mark}\u202e\u2028\u0085\ufeff\U0001f600"),
    Payload("surrogate", "\udcff\udced\udca0\udc80{mark}"),  # bytes that are no UTF-8
    Payload("long", "{mark}" + "A" * 20_000),
    Payload("uuid", "00000000-0000-0000-0000-000000000000"),
    Payload("empty", ""),
)

# For the parts of an address: what would go on to another door is left out.
PARTS = (
    MARKUP,
    Payload("sql", "1' OR '1'='1"),
    Payload("template", f"{{mark}}{{{{ {TEMPLATE_SUM[0]}|add:{TEMPLATE_SUM[1]} }}}}"),
    Payload("path", "..%2f..%2f..%2f..%2fetc%2fpasswd"),
    Payload("header", "{mark}\r\nX-Zqx: {mark}"),
    Payload("nul", "\0"),
    Payload("surrogate", "\udcff"),
    Payload("unknown uuid", "00000000-0000-4000-8000-000000000000"),
)

# Tried with each field alone, while the others are filled in as they should be; the rest only with all fields at once.
ALONE = {"markup", "script address", "outside", "sql", "template", "header", "huge number", "long"}

METHODS = ("OPTIONS", "DELETE", "TRACE")

# Bodies that are not what they say they are: (content type, body).
BODIES = (
    ("application/json", b'{"csrfmiddlewaretoken": "x", "a": '),
    ("multipart/form-data", b"no boundary"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../\x00.pdf"\r\n\r\n',
    ),
    ("", b"\x00\xff" * 100),
)

# Headers that lie, each group in one request.
HEADERS = (
    {"Host": SPOOFED},
    {"Cookie": 'sessionid=../../zqx; bahasa=<zqx>; tampilan="><zqx>; csrftoken=zqx; messages=zqx'},
    {
        "X-Forwarded-Host": SPOOFED,
        "X-Forwarded-For": "127.0.0.1, zqx\u00ff",
        "Referer": f"https://{OUTSIDE}/{MARK}",
        "Accept-Language": "../../etc/passwd, zqx;q=9",
        "X-Request-ID": f"<{MARK}>",
        "HX-Current-URL": f"https://{OUTSIDE}/",
        "HX-Request": "true",
        "Range": "bytes=0-0,-1,9999999999999999999-",
        "If-Modified-Since": "zqx",
        "X-HTTP-Method-Override": "DELETE",
    },
)
