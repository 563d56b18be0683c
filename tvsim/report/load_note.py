"""Where more work comes than those on duty can do: what a short period does not show yet of its delays."""

from __future__ import annotations

import math

from tvsim.language import Language, marked
from tvsim.loads import PoolLoad, overloaded_pools
from tvsim.report.place_words import owner_name
from tvsim.scenario import Scenario

POOLS = {
    "officers": marked("Officers at the counter ({who})"),
    "desk": marked("Desk ({who})"),
    "reviewers": marked("Reviewers ({who})"),
    "signers": marked("Signers ({who})"),
}
COMMITTEE = "committee"
NOBODY = marked("{pool}: work comes, but nobody is on duty, so that it is never done.")
AT_THE_COUNTER = marked(
    "{pool}: what comes is {load} of what they can do: people wait long, leave, or are served in overtime."
)
AND_AT_THE_DESK = marked(
    "{pool}: what comes is {load} of what they can do: people wait long, leave, or are served in overtime, and "
    "dossiers from post and online wait long at the desk."
)
QUEUE_GROWS = marked(
    "{pool}: what comes is {load} of what they can do: the queue grows as long as this lasts, and a longer period "
    "would show longer delays."
)


def load_note(scenario: Scenario, language: Language) -> list[str]:
    """Say of each pool of staff whose mean load is 1 or more what comes of it; nothing where none is overloaded."""
    return [_said(each, scenario, language) for each in overloaded_pools(scenario.plan)]


def _said(pool: PoolLoad, scenario: Scenario, language: Language) -> str:
    load = "" if math.isinf(pool.load) else language.percent(pool.load, 0)
    return language.text(_text(pool)).format(pool=_called(pool, scenario, language), load=load)


def _text(pool: PoolLoad) -> str:
    if math.isinf(pool.load):
        return NOBODY
    if pool.kind == "officers":
        return AND_AT_THE_DESK if pool.takes_desk_work else AT_THE_COUNTER
    return QUEUE_GROWS


def _called(pool: PoolLoad, scenario: Scenario, language: Language) -> str:
    """What a pool is called: by what it does, and whose it is."""
    kind, _, rest = pool.pool.partition(".")
    if kind == COMMITTEE:
        who = language.text("People's Committee")
    else:
        who = owner_name(kind, rest.partition(".")[0], scenario, language)
    return language.text(POOLS[pool.kind]).format(who=who)
