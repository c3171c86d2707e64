"""Parts of the staff side: large letters, the gesture, the sticks that count as sticks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.geometry import Offset, Size

from kiosk.i18n import LANGUAGES, translator
from kiosk.status import Status
from screens.staff.carrying import by_network, sticks_under
from screens.staff.knock import Knock, in_corner
from screens.staff.words import status_word
from screens.widgets.big import big_lines
from sync.hub.server import embedded
from tests.kiosk.residents import choose, declared
from tests.world import World


def test_the_state_has_large_letters_in_every_language() -> None:
    for language in LANGUAGES:
        for status in Status:
            lines = big_lines(status_word(translator(language), status))
            assert lines is not None
            assert max(map(len, lines)) <= 50, "it stands on one line of an 80x24 grid"


def test_figures_have_large_letters_and_others_fall_back() -> None:
    assert big_lines("14:05 80 %") is not None
    assert big_lines("É") != big_lines("E")
    assert big_lines("☂") is None


def test_five_touches_within_five_seconds_open() -> None:
    knock = Knock()
    assert [knock.touched(float(second)) for second in range(5)] == [False] * 4 + [True]
    assert not knock.touched(5.0), "counting begins anew"


def test_a_touch_too_late_does_not_open_and_the_next_in_time_does() -> None:
    knock = Knock()
    assert not any(knock.touched(at) for at in (0.0, 2.0, 3.0, 4.0, 5.5))
    assert knock.touched(6.5)


def test_the_corner_holds_no_button_of_the_waiting_screen() -> None:
    for size in (Size(40, 12), Size(80, 24), Size(98, 26)):
        assert in_corner(Offset(2, 1), size)
        assert not in_corner(Offset(size.width // 2, size.height // 2), size)


def test_a_folder_that_nothing_is_mounted_in_is_no_stick(tmp_path: Path) -> None:
    stick, other = tmp_path / "kiosk" / "BLUE", tmp_path / "RED"
    stick.mkdir(parents=True)
    other.mkdir()
    assert sticks_under(tmp_path) == []
    assert sticks_under(tmp_path, lambda path: path in (stick, other)) == [other, stick]
    assert sticks_under(tmp_path / "nowhere", lambda _path: True) == []


def test_by_network_everything_goes_to_the_hub_of_the_pairing(tmp_path: Path) -> None:
    world = World(tmp_path)
    tablet = world.tablet()
    visit = declared(tablet)
    choose(visit, *(option.id for option in visit.options[:1]))
    visit.review()
    visit.cast()
    told: list[int] = []
    with embedded(world.hub) as address:
        tablet.pairing = replace(tablet.pairing, hub_address=address)
        progress = by_network(tablet)(lambda progress: told.append(progress.acknowledged), lambda: False)
    assert progress.acknowledged == 1
    assert told[-1] == 1
    assert not tablet.vault.undelivered_ids()
    world.close()


def test_a_link_is_no_stick(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "link").symlink_to(tmp_path / "real")
    assert sticks_under(tmp_path / "media", lambda _path: True) == []
