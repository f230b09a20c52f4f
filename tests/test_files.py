"""Files are put in their place whole."""

import pytest

from analysis.files import write_whole


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old", encoding="utf-8")
    write_whole(path, "é new\n")
    assert path.read_text(encoding="utf-8") == "é new\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_stays_where_the_new_text_cannot_be_encoded(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "\ud800")
    assert path.read_text(encoding="utf-8") == "old"
