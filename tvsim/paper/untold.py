"""What a paper does not tell, and which commands would let it: for whoever writes it, not for its readers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from tvsim.experiment.kept_studies import KeptStudy
from tvsim.language import worded
from tvsim.paper.evidence import Evidence


def untold(evidence: Evidence) -> Iterator[str]:
    """Say of what the folder of a study does not tell that it could, with the commands that work it out."""
    study = evidence.study
    base, plan = (str(study.folder / study.files[number]) for number in (0, evidence.proposed))
    # One replication tells nothing of how sure anything is: as many as there are by default do.
    count = ("--replications", str(evidence.replications)) if evidence.replications > 1 else ()
    if len(evidence.changes) > 1 and evidence.explanation is None:
        command = shlex.join(("tvsim", "explain", base, plan, *_where(study, count)))
        yield worded("the paper does not say what each change does; it will after: {command}", command=command)
    if evidence.proposed and evidence.overturning is None:
        yield worded(
            "the paper does not say what would overturn it; it will after: {commands}",
            commands=worded(", and ").join(_to_overturn(evidence, {0: base, evidence.proposed: plan}, count)),
        )


def _to_overturn(evidence: Evidence, files: dict[int, str], count: tuple[str, ...]) -> Iterator[str]:
    """Commands that move the assumptions in both: in the one that is missing, as often as in the other."""
    study, there = evidence.study, evidence.moved_in
    if len(there) == 1:
        ((number, replications),) = there.items()
        files = {other: file for other, file in files.items() if other != number}
        count = ("--replications", str(replications))
    for file in files.values():
        yield shlex.join(("tvsim", "sensitivity", file, *_where(study, count)))


def _where(study: KeptStudy, count: tuple[str, ...]) -> tuple[str, ...]:
    """Options that have a command stand beside a study."""
    return ("--seed", str(study.seed), *count, "--study", str(study.folder))
