"""What a paper does not tell, and which commands would let it: for whoever writes it, not for its readers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from tvsim.language import worded
from tvsim.paper.evidence import Evidence


def untold(evidence: Evidence) -> Iterator[str]:
    """Say of what the folder of a study does not tell that it could, with the commands that work it out."""
    study = evidence.study
    base, plan = (str(study.folder / study.files[number]) for number in (0, evidence.proposed))
    # One replication tells nothing of how sure anything is: as many as there are by default do.
    count = ("--replications", str(evidence.replications)) if evidence.replications > 1 else ()
    where = ("--seed", str(study.seed), *count, "--study", str(study.folder))
    if len(evidence.changes) > 1 and evidence.explanation is None:
        command = shlex.join(("tvsim", "explain", base, plan, *where))
        yield worded("the paper does not say what each change does; it will after: {command}", command=command)
    if evidence.proposed and evidence.overturning is None:
        first, second = (shlex.join(("tvsim", "sensitivity", each, *where)) for each in (base, plan))
        yield worded(
            "the paper does not say what would overturn it; it will after: {first}, and {second}",
            first=first,
            second=second,
        )
