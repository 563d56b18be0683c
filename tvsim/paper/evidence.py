"""What a paper rests on: a study that a folder keeps, read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from tvsim.cautions import cautions_but_of_loads
from tvsim.experiment.comparison import Comparison, not_alike
from tvsim.experiment.explanation import Explanation
from tvsim.experiment.folder import FolderError
from tvsim.experiment.kept_answers import alike, kept_explanation, kept_sensitivity
from tvsim.experiment.kept_studies import KeptStudy, studies_in
from tvsim.experiment.overturning import KIND as SENSITIVITY
from tvsim.experiment.overturning import Overturning, overturning
from tvsim.experiment.results import Results
from tvsim.experiment.sensitivity import Sensitivity
from tvsim.experiment.undone import undone
from tvsim.experiment.unpriced import changed_without_price
from tvsim.experiment.worth import Worth
from tvsim.experiment.yardsticks import MONEY_AND_HOURS, measured_otherwise
from tvsim.language import Language, counted, speaking, worded
from tvsim.loads import overloads_more
from tvsim.outcomes import ALL
from tvsim.paper.stated import Statement, statements, told
from tvsim.report.comparison import SHOWN, titles
from tvsim.report.load_note import load_note
from tvsim.scenario import Scenario
from tvsim.scenario.errors import Place, unknown
from tvsim.scenario.numbered import numbered
from tvsim.scenario.origins import DEFAULT
from tvsim.scenario.register import Entry
from tvsim.scenario.transition import Alteration, Transition

KINDS = ("compare", "run")
"""Kinds of studies that a paper can be written of, the better one first."""


@dataclass(frozen=True)
class Evidence:
    """A comparison of a plan, or several, with the centre as it is.

    Attributes
    ----------
    study : where it is kept
    results : of each scenario, the first being the centre as it is
    proposed : number of the scenario that is proposed; 0 where there is only one, and nothing is proposed
    """

    study: KeptStudy
    results: tuple[Results, ...]
    proposed: int

    @classmethod
    def read(cls, folder: Path, number: int | None = None, plan: str | None = None) -> Evidence:
        """Read a study of a folder.

        Parameters
        ----------
        folder : Path
        number : int, optional
            Which study, as `tvsim studies` numbers them; the comparison that was begun last where not given, or the
            run, where there is no comparison.
        plan : str, optional
            Name of the scenario that is proposed; the second one where not given.

        Raises
        ------
        FolderError
            If the folder holds no such study, or it is not whole.
        ValueError
            If there is no such number, or no such plan.
        """
        studies, damaged = studies_in(folder)
        study = _chosen(studies, folder, number, damaged)
        if study.unusable:
            raise FolderError(study.unusable[0])
        if not study.is_finished:
            text = worded(
                "{path}: the study is not finished; `tvsim studies {folder}` says how to go on",
                path=study.path,
                folder=folder,
            )
            raise FolderError(text)
        results = tuple(study.results_of_scenarios())
        return cls(study, results, _place_of(plan, study))

    @property
    def replications(self) -> int:
        """Of each scenario."""
        return len(self.results[0].replications)

    @property
    def base(self) -> Scenario:
        """The centre as it is."""
        return self.results[0].scenario

    @property
    def plan(self) -> Scenario:
        """What is proposed; the centre as it is where nothing is."""
        return self.results[self.proposed].scenario

    @property
    def names(self) -> Sequence[str]:
        """Keys of the scenarios, no two the same."""
        return [self.base.name] if self.comparison is None else self.comparison.names

    @cached_property
    def comparison(self) -> Comparison | None:
        """The scenarios held against the first; none where there is only one."""
        if len(self.results) < 2:
            return None
        # Kept files may be called otherwise than the scenarios that were compared.
        return replace(Comparison.of(self.results), names=numbered(self.study.names))

    def not_comparable(self, language: Language, numbers: Iterable[int] | None = None) -> list[str]:
        """Sentences on what makes figures differ although nothing in the centre does: periods, targets and prices.

        Of all scenarios, or of those with some numbers, against the first.
        """
        found, titles = self.comparison, self.titles(language)
        if found is None:
            return []
        chosen = range(1, len(titles)) if numbers is None else numbers
        pairs = (([self.base, found.scenarios[number]], [titles[0], titles[number]]) for number in chosen)
        return [f"{each}." for pair, called in pairs for each in not_alike(pair, self.study.seed, language, called)]

    def overloaded(self, language: Language, numbers: Sequence[int] | None = None) -> list[str]:
        """Sentences on where more work comes than can be done, in all scenarios or in those with some numbers.

        What only the plans do comes before what is so today, too.
        """
        whose = dict[str, list[int]]()
        for number in reversed(self._numbers(numbers)):
            for text in load_note(self.results[number].scenario, language):
                whose.setdefault(text, []).insert(0, number)
        titles = self.titles(language)
        told = sorted(whose.items(), key=lambda each: each[1][0] == 0)
        return [f"{'; '.join(titles[number] for number in of)}: {text}" for text, of in told]

    def cautions(self, language: Language, numbers: Sequence[int] | None = None) -> list[str]:
        """What else to know of them before their figures are read, as the commands say it."""
        titles = self.titles(language)
        with speaking(language):
            return [
                f"{titles[number]}: {text}."
                for number in self._numbers(numbers)
                for text in cautions_but_of_loads(self.results[number].scenario)
            ]

    def _numbers(self, numbers: Sequence[int] | None) -> Sequence[int]:
        return range(len(self.results)) if numbers is None else numbers

    @property
    def proposed_name(self) -> str:
        """Name of the proposed scenario in the comparison."""
        assert self.comparison is not None
        return self.comparison.names[self.proposed]

    @cached_property
    def changes(self) -> tuple[Alteration, ...]:
        """What the plan changes."""
        return Transition.between(self.base, self.plan, "value").alterations if self.proposed else ()

    @cached_property
    def written(self) -> tuple[Entry, ...]:
        """Values of the centre as it is that somebody wrote: one for each place, however many it fills."""
        entries = (each for each in self.base.entries if each.origin.source != DEFAULT and each.origin.written_at)
        return tuple({(entry.origin.file, entry.origin.written_at): entry for entry in entries}.values())

    @cached_property
    def today(self) -> dict[Place, Entry]:
        """All values of the centre as it is."""
        return {entry.place: entry for entry in self.base.entries}

    def proposed_values(self, number: int) -> list[list[Entry]]:
        """Values that one of the other scenarios says otherwise than the first, or has from another source.

        Together are those written at one place.
        """
        known = {_written(entry) for entry in self.base.entries if entry.origin.written_at}
        others = (
            entry
            for entry in self.results[number].scenario.entries
            if entry.origin.source != DEFAULT and not self.says_today(entry) and _written(entry) not in known
        )
        together: dict[tuple[str, Place], list[Entry]] = {}
        for each in others:
            together.setdefault((each.origin.file, each.origin.written_at or each.place), []).append(each)
        return list(together.values())

    def says_today(self, entry: Entry) -> bool:
        """Whether a value is that of the centre as it is, from the same source."""
        today = self.today.get(entry.place)
        return today is not None and (today.value, today.origin.source) == (entry.value, entry.origin.source)

    @cached_property
    def others(self) -> list[KeptStudy]:
        """All studies that its folder holds."""
        return studies_in(self.study.folder)[0]

    @cached_property
    def overturning(self) -> Overturning | None:
        """What the assumptions do to the plan's differences; none where the folder does not tell."""
        if not self.proposed:
            return None
        wanted = [each.key for each in self.statements]
        return overturning(self.study, self.others, self._files, (self.base, self.plan), wanted)

    @cached_property
    def moved_in(self) -> dict[int, int]:
        """In which of the two, by its number, the folder tells what assumptions do, and of how many replications."""
        pairs = zip((0, self.proposed), self._files, strict=True)
        found = {number: next(alike(self.study, self.others, SENSITIVITY, (file,)), None) for number, file in pairs}
        return {number: each.replications or 0 for number, each in found.items() if each is not None}

    @cached_property
    def shown(self) -> list[str]:
        """Figures of the whole centre for tables: those that one of the scenarios has."""
        return [figure for figure in SHOWN if any(each.estimate(ALL, figure).replications for each in self.results)]

    @cached_property
    def statements(self) -> list[Statement]:
        """What the summary states of the plan."""
        if self.comparison is None or not self.proposed:
            return []
        return statements(self.comparison, self.proposed_name, list(self.plan.plan.agencies))

    @cached_property
    def explanation(self) -> Explanation | None:
        """What each of the plan's changes does; none where there are not several, or the folder does not tell."""
        if len(self.changes) < 2:
            return None
        return kept_explanation(self.study, self.others, self._files, (self.base, self.plan))

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        """Which assumption of the plan matters most, or of the centre as it is; none where the folder does not tell."""
        both = zip(self._files, (self.base, self.plan), strict=True)
        found = (kept_sensitivity(self.study, self.others, *each) for each in reversed(list(both)))
        return next(filter(None, found), None)

    @property
    def _files(self) -> tuple[str, str]:
        """Of the centre as it is, and of the plan, as they are called in the folder."""
        return self.study.files[0], self.study.files[self.proposed]

    @property
    def is_not_weighed(self) -> bool:
        """Whether today and the plan do not measure money or hours alike: over other days, or at other prices."""
        return not measured_otherwise(self.base, self.plan).isdisjoint(MONEY_AND_HOURS)

    @cached_property
    def worth(self) -> Worth | None:
        """What the plan costs and saves; none where nothing is proposed, or one replication tells nothing.

        None either where money or hours are not measured alike.
        """
        if self.comparison is None or self.replications < 2 or self.is_not_weighed:
            return None
        over_all = self.comparison.differences.xs(ALL, level="agency")["p"].to_numpy(dtype=np.float64)
        found = Worth.of(self.results[0].key_sample, self.results[self.proposed].key_sample, over_all)
        return replace(found, hour_value=None) if self.undone or self.without_price else found

    @cached_property
    def without_price(self) -> list[str]:
        """Prices that are not stated, of what the plan changes: what it costs in all is not known."""
        if self.comparison is None or not self.proposed:
            return []
        return changed_without_price(self.comparison, self.proposed_name)

    @cached_property
    def undone(self) -> list[Statement]:
        """By what it is told that less work is done with the plan, so that what it saves is not all gained."""
        if self.comparison is None or not self.proposed:
            return []
        figures = undone(self.comparison, self.proposed_name, overloads_more=self.overloads_more)
        return told(self.comparison, self.proposed_name, ALL, figures)

    @cached_property
    def overloads_more(self) -> bool:
        """Whether the plan overloads somebody, and more than today."""
        return overloads_more(self.base.plan, self.plan.plan)

    def titles(self, language: Language) -> list[str]:
        """What the scenarios are called for readers: no two the same."""
        if self.comparison is None:
            return [language.name(self.base.plan.name, self.base.name)]
        return list(titles(self.comparison, language).values())


def _chosen(studies: list[KeptStudy], folder: Path, number: int | None, damaged: list[str]) -> KeptStudy:
    if number is not None:
        if not 1 <= number <= len(studies):
            text = counted(
                "{folder} holds {count} study, so that there is no number {number}",
                "{folder} holds {count} studies, so that there is no number {number}",
                len(studies),
                folder=folder,
                number=number,
            )
            raise ValueError(text)
        found = studies[number - 1]
        if found.kind not in KINDS:
            text = worded(
                "study {number} of {folder} is of {kind}, a paper is of {kinds}",
                number=number,
                folder=folder,
                kind=found.kind,
                kinds=worded(" or ").join(KINDS),
            )
            raise ValueError(text)
        return found
    for kind in KINDS:
        of_kind = [study for study in studies if study.kind == kind]
        if of_kind:
            return of_kind[-1]
    kinds = worded(" or ").join(KINDS)
    if damaged:
        raise FolderError(damaged[0])
    raise FolderError(
        worded("{folder}: holds no study of {kinds}, which a paper is made of", folder=folder, kinds=kinds)
    )


def _written(entry: Entry) -> tuple[Place, str, str]:
    """What is written where: a table that a plan adds inherits defaults which the centre has today, too."""
    return entry.origin.written_at, str(entry.value), entry.origin.source


def _place_of(plan: str | None, study: KeptStudy) -> int:
    names = numbered(study.names)
    if plan is None:
        return min(1, len(names) - 1)
    if plan not in names[1:]:
        text = worded("{plan} is none of the plans of the study", plan=plan)
        raise ValueError(unknown(text, plan, names[1:]))
    return names.index(plan, 1)
