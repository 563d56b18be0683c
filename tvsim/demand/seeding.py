"""The seeds of many streams at once, each the one that NumPy's `SeedSequence` gives it alone.

A centre has thousands of streams, and to seed one alone takes longer than to draw from it. What a `SeedSequence` does
is fixed: NumPy promises that the same entropy gives the same stream in all its versions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

Words = NDArray[np.uint32]
States = NDArray[np.uint64]

POOL = 4
"""Words in the pool of a seed sequence, into which all its keys are mixed one after the other."""
STATE = 8
"""Words in the seed of a generator."""
_INIT_A, _MULT_A, _INIT_B, _MULT_B = 0x43B0D7E5, 0x931E8875, 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT, _SHIFT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715), np.uint32(16)


class Keys:
    """The last spawn keys of many streams, as the 32-bit words that are mixed into their seeds.

    Parameters
    ----------
    keys
        Those of each stream; streams may have different numbers of them.
    """

    def __init__(self, keys: Sequence[Sequence[int]]) -> None:
        words = [[word for key in of_stream for word in _words(key)] for of_stream in keys]
        longest = max(map(len, words), default=0)
        self.words = np.array([each + [0] * (longest - len(each)) for each in words], dtype=np.uint32).T
        self.are_given = np.array([np.arange(longest) < len(each) for each in words]).T


class Seed(ISeedSequence):
    """A seed that is ready for its generator."""

    def __init__(self, state: States) -> None:
        self._state = state

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> States:  # noqa: ARG002
        """Return the words of the seed, of which a generator asks for all."""
        return self._state


def states(seed: int, spawn_key: tuple[int, ...], keys: Keys) -> States:
    """Seeds of the streams ``SeedSequence(seed, spawn_key=(*spawn_key, *keys[k]))``, shape (streams, 4).

    ``spawn_key`` holds at least one key.
    """
    pool = np.random.SeedSequence(seed, spawn_key=spawn_key).pool[:, None]
    words_before = max(POOL, len(_words(seed))) + sum(len(_words(key)) for key in spawn_key)
    for words, are_given in zip(keys.words, keys.are_given, strict=True):
        mixed = _mixed(pool, _hashed(words, _constants(_INIT_A, _MULT_A, POOL * words_before, POOL)))
        pool = np.where(are_given, mixed, pool)
        words_before += 1
    drawn = _hashed(np.tile(pool, (STATE // POOL, 1)), _constants(_INIT_B, _MULT_B, 0, STATE))
    return np.ascontiguousarray(drawn.T, dtype="<u4").view(np.uint64)


def _words(key: int) -> list[int]:
    """32-bit words of a whole number, the lowest first."""
    return [key >> shift & 0xFFFFFFFF for shift in range(0, max(key.bit_length(), 1), 32)]


def _constants(first: int, factor: int, begin: int, count: int) -> Words:
    """Constants of so many hashes, and the one after them: each hash of a seed sequence has the next ones."""
    powers = [first * pow(factor, power, 1 << 32) & 0xFFFFFFFF for power in range(begin, begin + count + 1)]
    return np.array(powers, dtype=np.uint32)[:, None]


def _hashed(words: Words, constants: Words) -> Words:
    """Words hashed with each of the constants."""
    hashed = (words ^ constants[:-1]) * constants[1:]
    return hashed ^ hashed >> _SHIFT


def _mixed(pool: Words, words: Words) -> Words:
    mixed: Words = _MIX_LEFT * pool - _MIX_RIGHT * words
    return mixed ^ mixed >> _SHIFT
