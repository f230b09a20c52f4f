"""What is kept of every leader, month by month: the columns of leaders.parquet.

Everything is as the month leaves it. A leader who has died is kept for ``MONTHS_AFTER_DEATH`` more
months, so that a death shows; a generated member who drops out of sight has no further rows.
"""

from __future__ import annotations

from dataclasses import dataclass

MONTHS_AFTER_DEATH = 12


@dataclass(frozen=True)
class LeaderColumn:
    """One column: name, unit and what it says.

    The unit says how it is kept: ``text`` and ``key`` as words, ``0/1`` as int8, ``share`` as
    float32.
    """

    name: str
    unit: str
    definition: str

    @property
    def words(self) -> bool:
        """Whether the column holds words."""
        return self.unit in ("text", "key")


LEADER_COLUMNS: tuple[LeaderColumn, ...] = (
    LeaderColumn("key", "key", "who: the record's id, or g and a number for generated members"),
    LeaderColumn("name", "text", "name as events give it"),
    LeaderColumn("patron", "key", "to whom the post is owed; empty where to nobody"),
    LeaderColumn("circle", "key", "head with whom the leader stands; empty where with none"),
    LeaderColumn("stance", "text", "of that circle: ruling, open (in opposition), beaten, or none"),
    LeaderColumn(
        "label", "text", "of that circle, or of the one that has dissolved; centre if it rules"
    ),
    LeaderColumn(
        "office", "text", "offices of the centre that the leader holds; or general secretary"
    ),
    LeaderColumn("politburo", "text", "full, candidate, or empty"),
    LeaderColumn("full_member", "0/1", "full member of the Central Committee"),
    LeaderColumn("regional_post", "0/1", "first secretary of a region, that of the base"),
    LeaderColumn("status", "text", "member, expelled, arrested, exiled or dead"),
    LeaderColumn("recanted", "text", "na (never asked), no, partial or yes"),
    LeaderColumn("squeeze", "share", "pace of the squeeze on the village stood for"),
    LeaderColumn("standing", "share", "weight in the eyes of the others"),
    LeaderColumn("believes_line", "share", "belief that the line is right"),
    LeaderColumn("believes_enemies", "share", "belief that enemies are at work"),
)
LEADER_INDEX: dict[str, int] = {c.name: i for i, c in enumerate(LEADER_COLUMNS)}
