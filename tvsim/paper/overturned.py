"""What a paper says of wrong assumptions: which of them, at which end of its range, would overturn its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from tvsim.experiment.overturning import AtAnEnd, Moved, Overturning, Whose, is_on_the_side_of
from tvsim.experiment.worth import Worth
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.evidence import Evidence
from tvsim.paper.stated import Statement
from tvsim.paper.weighing import hour_text
from tvsim.report.agency_names import agency_name
from tvsim.report.differing import differing
from tvsim.report.figure_names import SURE, figure_name
from tvsim.report.place_names import place_name, placed_text

MONEY, TIME = marked("What staff and postage cost"), marked("The hours that citizens wait and travel")
WHERE = {
    Whose.BOTH: marked("“{assumption}” is {value} and not {now}"),
    Whose.PLAN: marked("“{assumption}” is {value} and not {now} in the plan"),
    Whose.CENTRE: marked("“{assumption}” is {value} and not {now} in the centre as it is"),
}
"""An assumption at an end of its range, by where it is moved."""
NOT_TRIED = marked("Whether a wrong assumption would overturn it was not tried.")
TRIED_IN_PLAN = marked(
    "Assumptions were moved in the plan alone: what its difference to today is at the ends of their ranges is unknown."
)
TRIED_TODAY = marked(
    "Assumptions were moved in the centre as it is alone: what the plan's difference to it is at the ends of their "
    "ranges is not known."
)
COST, HOURS = attrgetter("cost"), attrgetter("hours")


def overturned(evidence: Evidence, language: Language) -> Iterator[str]:
    """Say at which end of which assumption's range what is said of the plan would no longer hold."""
    found, comparison, text = evidence.overturning, evidence.comparison, language.text
    assert comparison is not None
    if found is None:
        yield text(_untried(list(evidence.moved_in)))
        return
    stated = evidence.statements
    foremost = [each for each in stated if each.agency == ALL and each.figure in FOREMOST]
    for each in foremost:
        yield from _of_foremost(found, each, evidence, language)
    yield from _of_others(found, [each for each in stated if each not in foremost], evidence, language)
    if stated:
        yield _tried(found, [_called(each, evidence, language) for each in stated if _holds(found, each)], language)
    else:
        yield text("No figure is told apart from today's, so that there is none whose difference could be overturned.")
    yield from _worth(found, evidence, language)
    if found.untried:
        names = "; ".join(dict.fromkeys(_name(each, evidence, language) for each in found.untried))
        yield text("Not tried, as the two studies do not move it alike: {assumptions}.").format(assumptions=names)


def _untried(moved_in: Sequence[int]) -> str:
    """Say where assumptions were moved, if in one of the two alone."""
    if len(moved_in) != 1:
        return NOT_TRIED
    return TRIED_IN_PLAN if moved_in[0] else TRIED_TODAY


def _of_foremost(found: Overturning, of: Statement, evidence: Evidence, language: Language) -> Iterator[str]:
    """Say of a foremost figure at which ends its difference is otherwise, and what it is there."""
    if not _is_certain(found, of):
        yield language.text(
            "{figure}: in the {count} replications in which assumptions were moved, the difference is not certain "
            "even where none is: {difference}; what would overturn it cannot be told from them."
        ).format(
            figure=_called(of, evidence, language),
            count=language.number(found.replications),
            difference=differing(found.unmoved[of.key], found.replications, of.figure, language),
        )
        return
    for end, at_end in found.against(of.key, of.found.value):
        yield language.text(
            "{figure}: the difference is no longer certain, or turns round, where {assumption}: {difference}."
        ).format(
            figure=_called(of, evidence, language),
            assumption=_moved(end, evidence, language),
            difference=differing(at_end, found.replications, of.figure, language),
        )


def _of_others(
    found: Overturning, others: Sequence[Statement], evidence: Evidence, language: Language
) -> Iterator[str]:
    """Say at which ends other figures are otherwise, and which are not certain where nothing is moved."""
    certain = [each for each in others if _is_certain(found, each)]
    unsure = [each for each in others if each not in certain]
    for end in found.ends:
        against = [each for each in certain if not is_on_the_side_of(each.found.value, end.differences[each.key])]
        if against:
            yield language.text("No longer certain, or another way round, where {assumption}: {figures}.").format(
                assumption=_moved(end, evidence, language),
                figures="; ".join(_called(each, evidence, language) for each in against),
            )
    if unsure:
        yield language.text(
            "In the {count} replications in which assumptions were moved, these differences are not certain even where "
            "none is; what would overturn them cannot be told: {figures}."
        ).format(
            count=language.number(found.replications),
            figures="; ".join(_called(each, evidence, language) for each in unsure),
        )


def _is_certain(found: Overturning, of: Statement) -> bool:
    """Whether the replications in which assumptions are moved tell it where none is."""
    return is_on_the_side_of(of.found.value, found.unmoved[of.key])


def _holds(found: Overturning, of: Statement) -> bool:
    return _is_certain(found, of) and not found.against(of.key, of.found.value)


def _called(of: Statement, evidence: Evidence, language: Language) -> str:
    """A figure, and whose it is."""
    name = figure_name(of.figure, language)
    return name if of.agency == ALL else f"{name} ({agency_name(of.agency, [evidence.plan, evidence.base], language)})"


def _tried(found: Overturning, held: Sequence[str], language: Language) -> str:
    said = language.text(
        "Each of {count} assumptions was moved alone to both ends of its range ({replications} replications of each): "
        "in the centre as it is and in the plan where both state it alike, and else in the one that states it so."
    ).format(
        count=language.number(len({each.assumption.path for each in found.moved})),
        replications=language.number(found.replications),
    )
    if not held:
        return said
    holds = language.text("What is said of these figures holds at every end, by its interval: {figures}.")
    return f"{said} {holds.format(figures='; '.join(held))}"


def _worth(found: Overturning, evidence: Evidence, language: Language) -> Iterator[str]:
    """Say between which values of an hour the plan comes to pay as assumptions move, and where none can be stated."""
    text = language.text
    if evidence.worth is None:
        return
    if evidence.worth.hour_value is None:
        yield from _told_of_worth(found, evidence.worth, evidence, language)
        return
    if not found.unmoved_worth.balances_as(evidence.worth):
        yield text(
            "In the {count} replications in which assumptions were moved, no value of an hour can be stated even where "
            "none is; what would overturn it cannot be told from them."
        ).format(count=language.number(found.replications))
        return
    alike = [end for end in found.ends if end.worth.balances_as(evidence.worth)]
    known = [(end.worth.hour_value.value, end) for end in alike if end.worth.hour_value is not None]
    if known:
        least, most = min(known, key=_value), max(known, key=_value)
        yield text(
            "The value of a citizen's hour at which the plan's money and hours balance is estimated between {least} "
            "đồng (where {at_least}) and {most} đồng (where {at_most}), as one assumption moves at a time; in brackets "
            "{sure} intervals, of {count} replications."
        ).format(
            sure=SURE,
            count=language.number(found.replications),
            least=_with_interval(least[1], language),
            at_least=_moved(least[1], evidence, language),
            most=_with_interval(most[1], language),
            at_most=_moved(most[1], evidence, language),
        )
    for end in found.ends:
        if end not in alike:
            said = text("Where {assumption}, no such value can be stated.")
            if end.undone:
                said = text(
                    "Where {assumption}, less work is done than today by the intervals of {figures}, so that no such "
                    "value can be stated."
                )
            figures = "; ".join(figure_name(each, language) for each in end.undone)
            yield said.format(assumption=_moved(end, evidence, language), figures=figures)


def _told_of_worth(found: Overturning, worth: Worth, evidence: Evidence, language: Language) -> Iterator[str]:
    """Say where what is told of money, and of citizens' hours, no longer holds; nothing where nothing is told."""
    text = language.text
    stated = ((text(MONEY), worth.cost, COST), (text(TIME), worth.hours, HOURS))
    for name, change, of_end in stated:
        if change.kind in {"open", "unknown"}:
            continue
        if of_end(found.unmoved_worth).kind != change.kind:
            yield text(
                "{what}: in the {count} replications in which assumptions were moved, it is not certain even where "
                "none is; what would overturn it cannot be told from them."
            ).format(what=name, count=language.number(found.replications))
            continue
        against = [end for end in found.ends if of_end(end.worth).kind != change.kind]
        for end in against:
            yield text("{what}: no longer certain, or another way round, where {assumption}.").format(
                what=name, assumption=_moved(end, evidence, language)
            )
        if not against:
            yield text("{what}: what is said of it holds at every end, by its interval.").format(what=name)


def _with_interval(end: AtAnEnd, language: Language) -> str:
    """Return the value of an hour from which on the plan pays at an end, with its interval."""
    found = end.worth.hour_value
    assert found is not None
    value, low, high = (hour_text(each, language) for each in (found.value, found.low, found.high))
    return f"{value} ({low}–{high})"


def _value(of: tuple[float, AtAnEnd]) -> float:
    return of[0]


def _moved(end: AtAnEnd, evidence: Evidence, language: Language) -> str:
    path = end.moved.assumption.path
    return language.text(WHERE[end.moved.whose]).format(
        assumption=_name(end.moved, evidence, language),
        value=placed_text(end.value, path, language),
        now=placed_text(end.moved.assumption.value, path, language),
    )


def _name(moved: Moved, evidence: Evidence, language: Language) -> str:
    scenario = evidence.base if moved.whose is Whose.CENTRE else evidence.plan
    return place_name(moved.assumption.path, scenario, language)
