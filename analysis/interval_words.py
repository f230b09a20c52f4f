"""What the intervals of a comparison hold, in words that every study uses."""

_CHANCE = "The intervals hold chance alone, not doubt about parameters."
_SETS = (
    "The intervals hold chance and the doubt about parameters that the accepted sets carry; both "
    "runs of a pair have the same set."
)


def intervals_hold(accepted: bool) -> str:
    """The sentence, for runs with the accepted parameter sets or with the defaults."""
    return _SETS if accepted else _CHANCE
