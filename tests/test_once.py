"""What is computed once for each report's data."""

from kit import once
from tiny import creator, data


def test_it_is_computed_once_a_data_and_argument_until_it_is_forgotten(tmp_path):
    one, other = (data(tmp_path / name, creators=[creator("ann")]) for name in ("w", "x"))
    asked = []

    @once.once
    def doubled(data, n):
        asked.append(n)
        return 2 * n

    assert [doubled(one, 3), doubled(one, 3), doubled(one, 4), doubled(other, 3)] == [6, 6, 8, 6]
    assert asked == [3, 4, 3]
    once.forget(one)
    assert [doubled(one, 3), doubled(other, 3)] == [6, 6]
    assert asked == [3, 4, 3, 3]
