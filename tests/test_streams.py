"""Chance: known answers of the generator, its distributions, and its independence of order."""

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.streams import Streams, purpose, threefry

WORDS = st.integers(0, 2**32 - 1)
MONTHS = st.integers(1924 * 12, 1939 * 12 + 11)
MONTH = 1930 * 12 + 2
MANY = 200_000
DRAWS = ("uniform", "normal", "uniforms", "normals")


@pytest.mark.parametrize(
    ("key", "counter", "answer"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((0xFFFFFFFF,) * 2, (0xFFFFFFFF,) * 2, (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_known_answers_of_threefry_2x32_20(key, counter, answer):
    """Salmon et al. 2011, Random123: kat_vectors."""
    words = threefry(*(np.uint32(word) for word in (*key, *counter)))
    assert tuple(map(int, words)) == answer


@given(seed=WORDS, month=MONTHS, identity=WORDS)
def test_a_uniform_number_lies_strictly_between_nought_and_one(seed, month, identity):
    assert 0.0 < Streams(seed).uniform(month, "exit", identity) < 1.0


def test_uniform_numbers_are_uniform():
    u = np.sort(Streams(1).uniforms(MONTH, "exit", MANY))
    assert u.mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / MANY))
    assert u.var() == pytest.approx(1 / 12, rel=0.01)
    # Kolmogorov's distance stays below 1.95 / sqrt(n) in all but one sample of a thousand.
    steps = np.arange(1, MANY + 1) / MANY
    assert np.abs(u - steps).max() < 1.95 / np.sqrt(MANY)


def test_normal_numbers_have_mean_nought_and_spread_one():
    z = Streams(1).normals(MONTH, "weather", MANY)
    assert z.mean() == pytest.approx(0.0, abs=4 / np.sqrt(MANY))
    assert z.std() == pytest.approx(1.0, abs=0.01)
    assert (z**3).mean() == pytest.approx(0.0, abs=0.03)
    assert np.abs(z).max() <= 6.0
    assert (np.abs(z) < 1.96).mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, MONTH, "exit", 0), (1, MONTH, "birth", 0)),  # another purpose
        ((1, MONTH, "exit", 0), (1, MONTH + 1, "exit", 0)),  # the next month
        ((1, MONTH, "exit", 0), (2, MONTH, "exit", 0)),  # another seed
        ((1, MONTH, "exit", 0), (1, MONTH, "exit", 1)),  # the next identity
    ],
)
def test_draws_that_differ_in_one_key_are_unrelated(one, other):
    draws = [Streams(seed).uniforms(month, name, 50_000, first) for seed, month, name, first in
             (one, other)]  # fmt: skip
    assert abs(np.corrcoef(*draws)[0, 1]) < 4 / np.sqrt(50_000)


@given(names=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=20, unique=True))
def test_an_added_purpose_moves_nobody(names):
    chance = Streams(3)
    before = [chance.uniform(MONTH, name, 7) for name in names]
    chance.uniform(MONTH, "a purpose that nobody has thought of yet", 7)
    assert [chance.uniform(MONTH, name, 7) for name in names] == before
    assert [Streams(3).uniform(MONTH, name, 7) for name in reversed(names)] == before[::-1]


def test_a_purpose_has_one_code_and_leaves_room_for_normal_numbers():
    """A normal number takes three codes; the codes of purposes lie sixteen apart."""
    codes = [purpose(name) for name in ("exit", "birth", "join", "weather", "local weather")]
    assert len(set(codes)) == len(codes)
    assert all(code % 16 == 0 and 0 <= code < 2**31 for code in codes)
    assert purpose("exit") == codes[0]


def names_drawn_under(tree):
    """Names of purposes written out in a module: purpose("exit"), streams.normals(m, "weather")."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "purpose" or name in DRAWS:
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from (word for word in words if isinstance(word, str))


def test_purposes_of_the_model_do_not_collide():
    """Every name that the model draws under has a code of its own."""
    names = set()
    for path in Path(sim.__file__).parent.rglob("*.py"):
        names |= set(names_drawn_under(ast.parse(path.read_text(encoding="utf-8"))))
    assert len(names) > 20
    assert len({purpose(name) for name in names}) == len(names)


@given(first=st.integers(0, 10_000), count=st.integers(1, 60), cut=st.integers(0, 60))
def test_a_draw_does_not_depend_on_order_or_chunk(first, count, cut):
    chance = Streams(5)
    whole = chance.uniforms(MONTH, "exit", count, first)
    cut = min(cut, count)
    chunks = [
        chance.uniforms(MONTH, "exit", count - cut, first + cut),
        chance.uniforms(MONTH, "exit", cut, first),
    ]
    assert np.array_equal(np.concatenate(chunks[::-1]), whole)
    one_by_one = [chance.uniform(MONTH, "exit", first + i) for i in reversed(range(count))]
    assert one_by_one[::-1] == whole.tolist()


def test_normal_numbers_do_not_depend_on_order_or_chunk():
    chance = Streams(5)
    whole = chance.normals(MONTH, "weather", 22)
    assert np.array_equal(chance.normals(MONTH, "weather", 10, 12), whole[12:])
    assert chance.normal(MONTH, "weather", 21) == whole[21]


def test_a_seed_counts_by_its_low_32_bits():
    assert Streams(7).uniform(MONTH, "exit") == Streams(7 + 2**32).uniform(MONTH, "exit")
    assert Streams(-1).uniform(MONTH, "exit") == Streams(2**32 - 1).uniform(MONTH, "exit")
