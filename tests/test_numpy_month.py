"""The passes and rules that benchmarks/ has in NumPy agree with the compiled ones."""

import numpy as np
import pytest

from benchmarks import rule_speed
from benchmarks.all import END, START, write
from benchmarks.arguments import Columns, NoArgumentError
from benchmarks.array_rules import NoArrayFormError, array_form
from benchmarks.engine_speed import arrays, same
from benchmarks.numpy_month import PASSES, written
from benchmarks.recorded_month import model_at, record_month

WITHOUT_ARRAY_FORM = {"kolkhoz.leave_chance"}
"""Rules that take a function of ``math``, which benchmarks/array_rules.py does not translate."""
MONTHS = ("1930-02", "1932-07")
"""A month of joining and force, and July, in which the agricultural year is closed."""


@pytest.fixture(scope="module", params=MONTHS)
def month(request):
    """The passes of a month of a small country, and its parameters."""
    model = model_at(request.param, 50_000, "countryside")
    calls = record_month(model)
    model.close()
    return calls, model.world.countryside.rules


def test_every_numpy_pass_is_a_pass_of_the_month(month):
    assert set(PASSES) <= {call.name for call in month[0]}


@pytest.mark.parametrize("name", PASSES)
def test_a_numpy_pass_writes_what_the_compiled_one_does(month, name):
    [call] = [one for one in month[0] if one.name == name]
    call.restore()
    call.run()
    compiled = written(call)
    call.restore()
    call.run(function=PASSES[name])
    for place, values in written(call).items():
        np.testing.assert_allclose(values, compiled[place], rtol=1e-12, atol=1e-9, err_msg=place)


def test_a_repeated_pass_gives_the_same_in_one_thread_and_two(month):
    for call in month[0]:
        call.restore()
        call.run(1)
        one = arrays(call)
        call.restore()
        call.run(2)
        assert all(map(same, one, arrays(call))), call.name


def test_the_array_form_of_a_rule_gives_the_rules_numbers(month):
    calls, parameters = month
    columns = Columns(calls)
    compared = 0
    for theme, rule in rule_speed.rules():
        try:
            timed = rule_speed.with_arguments(theme, rule, columns, parameters)
            form = array_form(rule)
        except (NoArgumentError, NoArrayFormError):
            continue
        names = rule_speed.parameters_of(rule)
        if "table" in names or theme == "streams":
            continue  # arrays of arrays, and words of 32 bits: timed, but in other types
        own = getattr(parameters, theme, None)
        rows = [
            own if one is None else one.astype(np.float64) if one.dtype.kind == "f" else one
            for one in timed.arguments
        ]
        if timed.name in WITHOUT_ARRAY_FORM:
            with pytest.raises(TypeError):
                form(*rows)
            continue
        with np.errstate(all="ignore"):
            found = form(*rows)
        one_by_one = np.array([rule(*arguments) for arguments in timed.plain_arguments[:50]])
        parts = found if isinstance(found, tuple) else (found,)
        for part, expected in zip(parts, np.atleast_2d(one_by_one.T), strict=True):
            ours = np.broadcast_to(part, (len(columns),))[:50]
            np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-15, err_msg=timed.name)
        compared += 1
    assert compared > 30


def test_a_page_without_marks_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        write(page, "x")
    page.write_text(f"before {START}\nold\n{END} after", encoding="utf-8")
    write(page, "new\n")
    assert page.read_text(encoding="utf-8") == f"before {START}\nnew\n{END} after"
