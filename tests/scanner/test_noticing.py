"""The scanner's own eyes: what is bad is seen, and text that only looks bad is not."""

from __future__ import annotations

import html

import pytest

from benchmarks import noticing
from benchmarks.knocking import Seen, filled, pattern_of
from benchmarks.noticing import Noticed, Severity
from benchmarks.payloads import ATTRIBUTE, MARKUP, VALUES
from benchmarks.visiting import Answer

MARK = "zqx1fg"
SOUND = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def answer(body: str = "", status: int = 200, **headers: str) -> Answer:
    given = SOUND | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, tuple((name, value) for name, value in given.items() if value), body.encode(), 0.1)


def kinds(found: object) -> set[str]:
    return {each.kind for each in found if each.severity > Severity.LOW}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{MARKUP.bear(MARK)}</p>",
        f'<input value="{ATTRIBUTE.bear(MARK)}">',
        f"<textarea>{MARKUP.bear(MARK)}</textarea>",
        f"<div {MARK}>",
    ],
)
def test_markup_of_ours_in_the_page_is_seen(body: str) -> None:
    assert "markup injected" in kinds(noticing.injected(answer(body)))


@pytest.mark.parametrize("payload", VALUES, ids=lambda payload: payload.kind)
@pytest.mark.parametrize(
    "place",
    ["<p>{}</p>", '<input value="{}">', "<input value='{}'>", "<textarea>{}</textarea>", '<a href="?cari={}">x</a>'],
)
def test_escaped_text_is_no_finding(payload: object, place: str) -> None:
    value = html.escape(payload.bear(MARK)).encode("utf-8", "replace").decode()  # type: ignore[attr-defined]
    assert kinds(noticing.injected(answer(place.format(value)))) == set()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f'<a href="javascript:{MARK}()">x</a>', "script injected"),
        (f'<a href=" java&#115;cript:{MARK}()">x</a>', "script injected"),
        (f'<p onclick="x({MARK})">', "script injected"),
        (f'<p style="background:url({MARK})">', "script injected"),
        (f"<script>let x = '{MARK}'</script>", "text of somebody inside a script"),
        (f'<form action="https://{MARK}.jahat.example/">', "an address outside"),
        (f'<img src="//{MARK}.jahat.example/">', "an address outside"),
        (f'<a href="/\\{MARK}.jahat.example/">', "an address outside"),
        (f"<p>{MARK}5579</p>", "template evaluated"),
    ],
)
def test_what_is_more_than_text_is_seen(body: str, kind: str) -> None:
    assert kind in kinds(noticing.injected(answer(body)))


@pytest.mark.parametrize(
    "body",
    [
        f'<script type="application/json">"{MARK}"</script>',
        f'<a href="https://{MARK}.jahat.example/">sumber</a>',
        f'<a href="/perjanjian/?cari=javascript:{MARK}">x</a>',
        f"<p>{MARK}{{{{ 1337|add:4242 }}}}</p>",
        "<p>javascript: https://jahat.example</p>",
    ],
)
def test_what_pages_may_show_is_left_alone(body: str) -> None:
    assert kinds(noticing.injected(answer(body))) == set()


def test_markup_in_what_is_no_page_is_left_alone() -> None:
    assert not list(noticing.injected(answer(MARKUP.bear(MARK), Content_Type="text/csv")))


@pytest.mark.parametrize(("name", "value"), [("X-Zqx", MARK), ("Set-Cookie", f"zqx={MARK}")])
def test_an_injected_header_is_seen(name: str, value: str) -> None:
    assert kinds(noticing.injected(answer(**{name: value}))) == {"header injected"}


@pytest.mark.parametrize(
    "target",
    ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "\\\\jahat.example", "/\t/jahat.example",
     "javascript:x()", "https:jahat.example", "http://127.0.0.1@jahat.example/"],
)  # fmt: skip
def test_a_redirect_to_another_site_is_seen(target: str) -> None:
    assert kinds(noticing.leads_outside(answer(status=302, Location=target))) == {"leads outside"}


@pytest.mark.parametrize(
    "target", ["/", "/masuk/?next=https://jahat.example/", "?halaman=2", "http://127.0.0.1:8000/x"]
)
def test_a_redirect_within_the_site_is_left_alone(target: str) -> None:
    assert kinds(noticing.leads_outside(answer(status=302, Location=target))) == set()


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (answer(status=500), "failure"),
        (answer(status=noticing.NO_ANSWER), "no answer"),
        (answer("Traceback (most recent call last):"), "insides shown"),
        (answer("root:x:0:0:root:/root"), "insides shown"),
    ],
)
def test_a_failure_is_seen(bad: Answer, kind: str) -> None:
    assert kind in kinds(noticing.failure(bad))


def test_sound_headers_are_no_finding_and_each_one_that_is_missing_is_seen() -> None:
    assert list(noticing.headers(answer("x"))) == []
    for name in SOUND:
        assert kinds(noticing.headers(answer("x", **{name: ""}))), name


@pytest.mark.parametrize("hole", ["'unsafe-inline'", "*", "'unsafe-eval'"])
def test_a_hole_in_the_content_policy_is_seen(hole: str) -> None:
    policy = SOUND["Content-Security-Policy"].replace("script-src 'self'", f"script-src 'self' {hole}")
    assert "the content policy has a hole" in kinds(noticing.headers(answer(Content_Security_Policy=policy)))


@pytest.mark.parametrize(
    ("cookie", "secure", "sound"),
    [
        ("sessionid=1; HttpOnly; Path=/; SameSite=Lax", False, True),
        ("sessionid=1; HttpOnly; Path=/; SameSite=Lax", True, False),
        ("sessionid=1; HttpOnly; Path=/; SameSite=Lax; Secure", True, True),
        ("sessionid=1; Path=/; SameSite=Lax", False, False),
        ("sessionid=1; HttpOnly; SameSite=None", False, False),
        ('sessionid=""; Max-Age=0; Path=/', True, True),
        ("sessionid=1; HttpOnly; SameSite=Lax; Domain=go.id", False, False),
    ],
)
def test_cookies_are_looked_at(cookie: str, secure: bool, sound: bool) -> None:
    assert (not list(noticing.cookies(answer(Set_Cookie=cookie), secure=secure))) is sound


def test_personal_data_in_a_refusal_is_seen_but_not_ones_own() -> None:
    page = answer("ani@contoh.example budi@contoh.example", status=404)
    found = list(noticing.personal(page, ["ani@contoh.example", "budi@contoh.example"], mine="ani@contoh.example"))
    assert found == [Noticed(Severity.HIGH, "personal data in a refusal", "budi…")]


def test_forms_and_parameters_are_found_whatever_their_address_names() -> None:
    seen = Seen()
    path = "/kewajiban/0e8c1f66-12d5-4d0f-9c39-0a8b0e6a7c11/"
    seen.look(
        path,
        '<form method="post"><input name="a"></form><a href="/orang/?halaman=2">x</a>'
        '<form action="/cari/"><input name="q"></form>',
    )
    assert pattern_of(path) == "/kewajiban/*/"
    assert set(seen.forms) == {"/kewajiban/*/"}
    assert seen.parameters == {"/orang/": {"halaman"}, "/cari/": {"q"}}


def test_a_form_is_filled_in_everywhere() -> None:
    seen = Seen()
    seen.look(
        "/x/",
        '<form method="post"><input name="a"><input type="date" name="b">'
        '<select name="c"><option value=""><option value="p"></select></form>',
    )
    ((_path, form),) = seen.forms["/x/"]
    assert filled(form) == {"a": "contoh", "b": "2026-03-01", "c": "p"}
