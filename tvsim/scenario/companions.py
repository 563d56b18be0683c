"""Which changes are only possible together: found by making them, and looking at what the checks say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Made = frozenset[int]
Mistakes = frozenset[str]


def companions(wanted: int, sections: Sequence[str], mistakes: Callable[[Made], Mistakes]) -> Made | None:
    """Changes with which a change is possible: itself, and as few others as are found.

    One change after the other is added, each time the one that mends most of what the checks complain about, and one
    of the same sections before any other: what is wrong elsewhere may only hide what was wrong before. Then those are
    left out again without which there is nothing wrong either.

    Parameters
    ----------
    wanted : int
        Number of the change.
    sections : sequence of str
        In which section of the scenario each change is made.
    mistakes : callable
        What the checks say where some changes are made; nothing where these are possible.

    Returns
    -------
    frozenset of int or None
        None where no single change mends anything.
    """
    made, wrong = frozenset({wanted}), mistakes(frozenset({wanted}))
    while wrong:
        added = {number: mistakes(made | {number}) for number in range(len(sections)) if number not in made}
        mended = {number: len(wrong - found) for number, found in added.items() if wrong - found}
        if not mended:
            return None
        near = {sections[number] for number in made}
        best = max(mended, key=lambda each: (sections[each] in near, mended[each], -len(added[each])))
        made, wrong = made | {best}, added[best]
    for number in sorted(made - {wanted}):
        if not mistakes(made - {number}):
            made -= {number}
    return made
