"""What a register's answer means here, and which paths lie above a path."""

from collections.abc import Iterable

from linkage.registers import Status
from linkage.verify import Answer, Verdict
from sinergi.domain.identity.choices import Result

_RESULTS = {
    Verdict.SAME: Result.SESUAI,
    Verdict.LOOK: Result.SESUAI_SEBAGIAN,
    Verdict.DIFFERENT: Result.TIDAK_SESUAI,
    Verdict.NOT_FOUND: Result.TIDAK_DITEMUKAN,
    Verdict.NO_NIK: Result.TANPA_NIK,
    Verdict.DUPLICATE: Result.GANDA,
}
_BY_STATUS = {Status.DECEASED: Result.MENINGGAL, Status.INACTIVE: Result.TIDAK_AKTIF}


def result_of(answer: Answer) -> Result:
    """The result that is kept. A death or a switched-off number counts only for a row that is the same person's.

    With another name the number is somebody else's, and so is the death.
    """
    if answer.verdict in (Verdict.SAME, Verdict.LOOK) and answer.status in _BY_STATUS:
        return _BY_STATUS[answer.status]
    return _RESULTS[answer.verdict]


def marks_of(answer: Answer) -> dict[str, str]:
    """Field → mark (sesuai, mirip, tidak_sesuai, tidak_ada), no value of anybody; {} when nothing was compared."""
    if answer.comparison is None:
        return {}
    return {field: mark.value for field, mark in answer.comparison.marks().items()}


def above(paths: Iterable[str]) -> frozenset[str]:
    """The paths themselves and all that lie above them: "1.5.12." gives "1.", "1.5." and "1.5.12."."""
    found: set[str] = set()
    for path in paths:
        steps = path.split(".")[:-1]
        found.update(".".join(steps[:length]) + "." for length in range(1, len(steps) + 1))
    return frozenset(found)
