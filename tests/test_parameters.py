"""Parameters: every one is declared with meaning, range, unit and source, and guarded at load."""

import pkgutil
import re
from typing import Annotated, NamedTuple

import pytest

from sim import rules
from sim.catalogue import parameter_tuples, parameters, themes
from sim.parameters import Param, declared

PLAIN_SOURCE = re.compile(r"(ASSUMED|record|derived|statute|LITERATURE|order of|sim\.)")
CITED_YEAR = re.compile(r"\b(1[89]|20)\d\d")


def test_every_rule_file_declares_parameters():
    assert set(themes()) == {info.name for info in pkgutil.iter_modules(rules.__path__)}


@pytest.mark.parametrize("name", parameters())
def test_a_parameter_says_what_it_is(name):
    parameter = parameters()[name]
    said = parameter.param
    assert len(said.meaning.strip()) > 10
    assert said.unit.strip()
    assert said.source.strip()
    assert said.low <= said.high
    assert said.low <= parameter.default <= said.high
    assert not said.meaning.endswith(".")


@pytest.mark.parametrize("name", parameters())
def test_a_source_cites_or_says_that_it_is_assumed(name):
    source = parameters()[name].param.source
    assert PLAIN_SOURCE.match(source) or CITED_YEAR.search(source), source


@pytest.mark.parametrize("name", themes())
def test_a_theme_says_what_it_is_about_and_names_each_parameter_once(name):
    assert themes()[name].__doc__
    assert not themes()[name].__doc__.startswith(themes()[name].__name__ + "(")
    fields = themes()[name]._fields
    assert len(set(fields)) == len(fields)


def test_without_overrides_every_theme_has_its_defaults():
    assert parameter_tuples({}) == {name: table() for name, table in themes().items()}


def test_an_override_reaches_its_field_alone():
    known = parameters()["hunger.thrift"].param
    changed = parameter_tuples({"hunger.thrift": known.low})
    assert changed["hunger"].thrift == known.low
    default = parameter_tuples({})
    assert changed["hunger"]._replace(thrift=default["hunger"].thrift) == default["hunger"]
    assert {**changed, "hunger": None} == {**default, "hunger": None}


@pytest.mark.parametrize(
    ("name", "hint"), [("hunger.thrifd", "hunger.thrift"), ("sowin.take_response", "sowing.take")]
)
def test_an_unknown_parameter_is_refused_with_the_likely_name(name, hint):
    with pytest.raises(ValueError, match=f"unknown parameter; did you mean '{hint}"):
        parameter_tuples({name: 0.5})


def test_an_unknown_parameter_that_is_near_to_none():
    with pytest.raises(ValueError, match=r"unknown parameter$"):
        parameter_tuples({"zzzzzz": 0.5})


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_value_out_of_range_is_refused_with_the_range(end):
    said = parameters()["hunger.thrift"].param
    inside = getattr(said, end)
    assert parameter_tuples({"hunger.thrift": inside})["hunger"].thrift == inside
    outside = inside + (0.01 if end == "high" else -0.01)
    with pytest.raises(ValueError, match=rf"lies outside {said.low} \.\. {said.high}"):
        parameter_tuples({"hunger.thrift": outside})


def test_what_is_not_a_number_is_out_of_range():
    with pytest.raises(ValueError, match="lies outside"):
        parameter_tuples({"hunger.thrift": float("nan")})


def test_a_field_without_declaration_is_refused():
    class Bare(NamedTuple):
        """A table whose field says nothing."""

        rate: float = 0.5

    with pytest.raises(TypeError, match=r"Bare\.rate carries no Param"):
        declared("bare", Bare)


def test_a_default_outside_its_own_range_is_refused():
    class Wide(NamedTuple):
        """A table whose default lies outside."""

        rate: Annotated[float, Param("a rate", 0.0, 0.4, "ASSUMED")] = 0.5

    with pytest.raises(TypeError, match="outside its own range"):
        declared("wide", Wide)
