"""Match a file of people with a prepared register and write a file of answers."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pyarrow as pa

from linkage import spark
from linkage.answers import Answer, Tally
from linkage.cascade import Cascade
from linkage.model import Model, load
from linkage.preparing import Prepared
from linkage.running import PART, Asked, Matcher, Progress, answer
from linkage.scoring import Verdict

SPARK = "spark"

_WORDS: dict[str, str] = {
    Verdict.SAME: Answer.SAME.value,
    Verdict.LOOK: Answer.LOOK.value,
    Verdict.DIFFERENT: Answer.DIFFERENT.value,
}


def match(
    asked: Asked,
    register: Path,
    out: Path,
    *,
    engine: str = "duckdb",
    answers_only: bool = False,
    model: Model | None = None,
    part: int | None = None,
    progress: Progress = lambda _text, _done, _of: None,
) -> Tally:
    """Write ANSWERS for the people that were looked through to `out`, from the register prepared in `register`.

    `engine` is one of `cascade.ENGINES`, or spark; `part` people are answered at a time, without it as many as suit it.
    A run that was stopped goes on with the parts that are whole. Answers depend on the person and the register only, not on
    who else is asked about. Raises PreparedError, FileFault, Busy, SparkFault.
    """
    prepared = Prepared.open(register)
    model = model or load()
    settings = {
        "register": prepared.manifest.register_sha256,
        "layout": prepared.manifest.layout,
        "engine": engine,
        "model": hashlib.sha256(repr(model).encode()).hexdigest(),
    }
    is_spread = engine == SPARK
    candidates_by = engine if not is_spread else "index" if prepared.manifest.has_index else "duckdb"
    opened = partial(_opened, register.absolute(), candidates_by, model, answers_only)
    part = part or (spark.PART if is_spread else PART)
    matchers = (
        spark.spread(opened, answers_only=answers_only)
        if is_spread
        else nullcontext(_matcher(prepared, engine, model, answers_only))
    )
    with matchers as matcher:
        return answer(asked, matcher, out, settings=settings, answers_only=answers_only, part=part, progress=progress)


def _opened(folder: Path, engine: str, model: Model, answers_only: bool) -> Matcher:
    return _matcher(Prepared.open(folder), engine, model, answers_only)


def _matcher(prepared: Prepared, engine: str, model: Model, answers_only: bool) -> Matcher:
    cascade = Cascade(prepared, engine=engine, model=model)

    def matched(people: pa.Table) -> pa.Table:
        told = cascade.match(people, answers_only=answers_only)
        # What these people added to the register's words would only take room.
        cascade.normaliser.forget_added()
        words = [_WORDS[word] for word in told.column("answer").to_pylist()]
        return told.set_column(told.column_names.index("answer"), "answer", pa.array(words, pa.string()))

    return matched
