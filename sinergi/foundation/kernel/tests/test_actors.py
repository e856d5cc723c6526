from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.kernel.actors import NOBODY, Actor, Scope

paths = st.lists(st.integers(1, 3), max_size=3).map(lambda keys: "".join(f"{key}." for key in keys))
scopes = st.lists(st.tuples(st.sampled_from(["a", "b"]), paths), max_size=5)


def actor(given_scopes: list[tuple[str, str]]) -> Actor:
    return Actor("user:x", "X", scopes=tuple(Scope(frozenset({capability}), path) for capability, path in given_scopes))


@given(scopes, paths)
def test_paths_and_may_say_the_same(given_scopes: list[tuple[str, str]], path: str) -> None:
    who = actor(given_scopes)
    assert who.may("a", path) == any(path.startswith(prefix) for prefix in who.paths("a"))


@given(scopes)
def test_no_path_lies_under_another(given_scopes: list[tuple[str, str]]) -> None:
    found = actor(given_scopes).paths("a")
    assert not any(p != q and p.startswith(q) for p in found for q in found)


def test_what_has_no_place_is_reached_from_everywhere_only() -> None:
    assert actor([("a", "")]).may("a", None)
    assert not actor([("a", "1.")]).may("a", None)


def test_a_neighbour_whose_key_starts_alike_is_not_reached() -> None:
    assert not actor([("a", "1.")]).may("a", "12.")


def test_the_system_may_everything_and_nobody_nothing() -> None:
    assert Actor.system("cli").paths("a") == ("",)
    assert NOBODY.paths("a") == ()
