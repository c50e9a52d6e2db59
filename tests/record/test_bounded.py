"""The bounded store keeps what is asked for often, whatever else comes by."""

from __future__ import annotations

import random
import threading

import pytest

from records.bounded import LARGEST, Bounded


def test_it_never_takes_more_than_its_room() -> None:
    chance = random.Random(1)
    store: Bounded[int] = Bounded(10_000)
    for number in range(3_000):
        store.put(number, number, chance.randint(1, 900))
        store.get(chance.randint(0, number))
        assert store.used <= 10_000
    assert store.used > 9_000, "and it makes use of it"


def test_what_was_asked_for_twice_outlives_all_that_is_asked_for_once() -> None:
    store: Bounded[str] = Bounded(10_000)
    for name in ("one", "two"):
        store.put(name, name, 100)
        assert store.get(name) == name
    for number in range(5_000):
        store.put(number, "junk", 100)
    assert store.get("one") == "one"
    assert store.get("two") == "two"
    assert store.get(0) is None


def test_what_is_in_use_outlives_a_flood_that_asks_twice() -> None:
    store: Bounded[str] = Bounded(10_000)
    store.put("hot", "hot", 100)
    for number in range(5_000):
        store.put(number, "junk", 100)
        assert store.get(number) == "junk"
        if number % 50 == 0:
            assert store.get("hot") == "hot", number


def test_what_must_leave_the_protected_gets_another_chance() -> None:
    store: Bounded[int] = Bounded(1_600)
    for number in range(13):
        store.put(number, number, 100)
        store.get(number)
    assert store.used == 1_300, "the first is on probation again"
    assert store.get(0) == 0


@pytest.mark.parametrize("room", [0, 1_600])
def test_what_is_too_large_is_not_kept(room: int) -> None:
    store: Bounded[str] = Bounded(room)
    store.put("large", "large", room // LARGEST + 1)
    assert store.get("large") is None
    assert store.used == 0


def test_the_first_of_two_that_bring_the_same_wins() -> None:
    store: Bounded[int] = Bounded(1_600)
    for _again in range(2):
        for value in (1, 2):
            store.put("key", value, 50)
        assert store.get("key") == 1
    assert store.used == 50


def test_threads_share_it() -> None:
    store: Bounded[int] = Bounded(20_000)
    problems: list[object] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _turn in range(3_000):
                key = chance.randint(0, 400)
                if store.get(key) not in (None, key):
                    problems.append(key)
                store.put(key, key, 50 + key)
                if store.used > 20_000 + 8 * 500:  # read beside a change under way
                    problems.append(store.used)
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert store.used <= 20_000
