"""What a page shows, asked in SQL as somebody would write it who knows the tables: the yardstick for what the pages ask.

Each function gives rows that `asking` holds against what the page's own queries give. Both databases understand all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

type Rows = list[tuple[Any, ...]]

PAGE = 25
NOT_EXCLUDED = (
    "(a.state = 'concluded' AND (a.signed_on IS NULL OR a.signed_on <= %(on)s)"
    " AND (a.starts_on IS NULL OR a.starts_on <= %(on)s) AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)"
    " AND (a.ended_on IS NULL OR a.ended_on > %(on)s))"
)
NOTHING = "(a.signed_on IS NULL AND a.starts_on IS NULL)"
ALL_KNOWN = "(a.signed_on IS NOT NULL AND a.starts_on IS NOT NULL AND a.ends_on IS NOT NULL)"
CERTAIN = f"{NOT_EXCLUDED} AND {ALL_KNOWN}"
POSSIBLE = f"{NOT_EXCLUDED} AND NOT {NOTHING} AND NOT {ALL_KNOWN}"
UNKNOWN = f"{NOT_EXCLUDED} AND {NOTHING}"
OPEN = """(
  EXISTS (SELECT 1 FROM agreements_delivery d WHERE d.obligation_id = o.id AND d.disputed_on IS NOT NULL
          AND d.resolved_on IS NULL AND NOT EXISTS (SELECT 1 FROM agreements_delivery r WHERE r.reverses_id = d.id))
  OR (NOT EXISTS (SELECT 1 FROM agreements_waiver w WHERE w.obligation_id = o.id AND w.reinstated_on IS NULL)
      AND (o.quantity IS NULL
           OR ROUND(COALESCE((SELECT SUM(d.quantity) FROM agreements_delivery d WHERE d.obligation_id = o.id), 0), 2)
              < o.quantity)))"""


@dataclass(frozen=True)
class Asker:
    """Who asks, on which day; `path` is the part of the tree seen, "" all of it."""

    session: str
    user: int
    path: str
    on: date


def run(sql: str, **values: Any) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def frame(asker: Asker) -> Rows:
    """Who signed in, with what right and from where: on every page."""
    run(
        "SELECT s.session_data, u.* FROM django_session s JOIN access_user u ON u.id = %(user)s"
        " WHERE s.session_key = %(session)s",
        user=asker.user,
        session=asker.session,
    )
    return run(
        "SELECT g.*, r.*, i.*, p.path, EXISTS (SELECT 1 FROM mfa_authenticator m WHERE m.user_id = g.user_id)"
        " FROM access_grant g JOIN access_role r ON r.id = g.role_id"
        " LEFT JOIN institutions_institution i ON i.id = g.institution_id"
        " LEFT JOIN institutions_place p ON p.institution_id = i.id"
        " WHERE g.user_id = %(user)s AND g.starts_on <= %(on)s AND (g.ends_on IS NULL OR g.ends_on >= %(on)s)"
        " AND NOT EXISTS (SELECT 1 FROM access_leave l WHERE l.user_id = g.user_id"
        " AND l.starts_on <= %(on)s AND (l.ends_on IS NULL OR l.ends_on >= %(on)s))",
        user=asker.user,
        on=asker.on,
    )


def visible(asker: Asker) -> str:
    """The condition on `a`; the path comes in as %(path)s."""
    if not asker.path:
        return "true"
    there = "(SELECT p.institution_id FROM institutions_place p WHERE p.path LIKE %(path)s)"
    return (
        f"(a.id IN (SELECT y.agreement_id FROM agreements_party y WHERE y.institution_id IN {there})"
        " OR (a.state = 'concluded' AND a.id IN (SELECT c.agreement_id FROM agreements_agreement_covered_units c"
        f" WHERE c.institution_id IN {there})))"
    )


def listing(asker: Asker, *, where: str = "true", offset: int = 0, **values: Any) -> dict[str, Any]:
    """The list: a page of rows with parties, units and open obligations, how many there are, and how they stand."""
    given = {"on": asker.on, "path": f"{asker.path}%", "offset": offset, **values}
    frame(asker)
    of = f"agreements_agreement a WHERE a.is_example = false AND {visible(asker)}"
    year = (
        "EXTRACT(YEAR FROM a.signed_on)::int"
        if connection.vendor == "postgresql"
        else "CAST(strftime('%%Y', a.signed_on) AS INTEGER)"
    )
    years = run(f"SELECT DISTINCT {year} AS y FROM {of} AND a.signed_on IS NOT NULL ORDER BY y DESC", **given)
    run(
        "SELECT 'field', f.public_id, f.name FROM agreements_subjectfield f UNION ALL"
        " SELECT 'programme', p.public_id, p.name FROM agreements_programme p"
    )
    concluded = "a.state = 'concluded'"
    numbers = run(
        f"SELECT COUNT(*), COUNT(*) FILTER (WHERE {CERTAIN}), COUNT(*) FILTER (WHERE {POSSIBLE}),"
        f" COUNT(*) FILTER (WHERE {UNKNOWN}), COUNT(*) FILTER (WHERE {concluded}) FROM {of} AND {where}",
        **given,
    )
    later = "CASE WHEN n.signed_on IS NULL OR n.starts_on > n.signed_on THEN n.starts_on ELSE n.signed_on END"
    rows = run(
        f"WITH page AS (SELECT a.* FROM {of} AND {where} ORDER BY a.signed_on DESC NULLS LAST, a.id DESC"
        f" LIMIT {PAGE} OFFSET %(offset)s)"
        f" SELECT page.*, (SELECT COUNT(*) FROM agreements_obligation o WHERE o.agreement_id = page.id AND {OPEN}),"
        f" (SELECT MIN({later}) FROM agreements_agreement n WHERE n.continues_id = page.id AND n.state = 'concluded'"
        f" AND n.kind <> 'ADENDUM' AND (n.ended_on IS NULL OR n.ended_on > {later}))"
        " FROM page ORDER BY page.signed_on DESC NULLS LAST, page.id DESC",
        **given,
    )
    keys = ", ".join(str(row[0]) for row in rows) or "NULL"
    parties = run(
        "SELECT y.id, y.agreement_id, y.side, y.number, i.*, f.category, p.path, p.zone FROM agreements_party y"
        " JOIN institutions_institution i ON i.id = y.institution_id"
        " LEFT JOIN institutions_partnerprofile f ON f.institution_id = i.id"
        f" LEFT JOIN institutions_place p ON p.institution_id = i.id WHERE y.agreement_id IN ({keys}) ORDER BY y.id"
    )
    run(
        "SELECT c.agreement_id, i.* FROM agreements_agreement_covered_units c"
        f" JOIN institutions_institution i ON i.id = c.institution_id WHERE c.agreement_id IN ({keys})"
    )
    return {
        "rows": [(row[0], row[-2]) for row in rows],
        "numbers": list(numbers[0]),
        "years": [year for (year,) in years],
        "parties": [party[0] for party in parties],
    }


def count(asker: Asker, *, by_category: bool = False) -> dict[str, Any]:
    """The count of a day: in all, or by category of partner with the total."""
    given = {"on": asker.on, "path": f"{asker.path}%"}
    frame(asker)
    numbers = (
        f"COUNT(*) FILTER (WHERE {CERTAIN}), COUNT(*) FILTER (WHERE {POSSIBLE}),"
        f" COUNT(*) FILTER (WHERE {UNKNOWN}), COUNT(*)"
    )
    of = f"a.is_example = false AND a.state = 'concluded' AND {visible(asker)}"
    found = {"": run(f"SELECT {numbers} FROM agreements_agreement a WHERE {of}", **given)[0]}
    if by_category:
        rows = run(
            f"SELECT z.category, {numbers} FROM (SELECT DISTINCT b.id, COALESCE(f.category, '') AS category"
            " FROM agreements_agreement b LEFT JOIN agreements_party y ON y.agreement_id = b.id AND y.side = 'mitra'"
            " LEFT JOIN institutions_partnerprofile f ON f.institution_id = y.institution_id"
            " WHERE b.is_example = false AND b.state = 'concluded') z"
            f" JOIN agreements_agreement a ON a.id = z.id WHERE {of} GROUP BY z.category",
            **given,
        )
        found |= {f"category {category}": tuple(rest) for category, *rest in rows}
    return {"numbers": {key: list(value) for key, value in found.items()}}


def story(asker: Asker, agreement: int) -> dict[str, Any]:
    """One agreement with all that hangs on it."""
    given = {"key": agreement, "on": asker.on, "path": f"{asker.path}%"}
    frame(asker)
    run(
        "SELECT a.*, w.*, u.* FROM agreements_agreement a LEFT JOIN agreements_signingwarning w ON w.agreement_id = a.id"
        f" LEFT JOIN agreements_agreement u ON u.id = a.umbrella_id WHERE a.id = %(key)s AND {visible(asker)}",
        **given,
    )
    run(
        "SELECT y.*, i.*, f.category, p.path, p.zone FROM agreements_party y"
        " JOIN institutions_institution i ON i.id = y.institution_id"
        " LEFT JOIN institutions_partnerprofile f ON f.institution_id = i.id"
        " LEFT JOIN institutions_place p ON p.institution_id = i.id WHERE y.agreement_id = %(key)s ORDER BY y.id",
        **given,
    )
    run(
        "SELECT i.* FROM agreements_agreement_covered_units c JOIN institutions_institution i ON i.id = c.institution_id"
        " WHERE c.agreement_id = %(key)s",
        **given,
    )
    run(
        "SELECT 'p', p.name FROM agreements_agreement_programmes x JOIN agreements_programme p ON p.id = x.programme_id"
        " WHERE x.agreement_id = %(key)s UNION ALL"
        " SELECT 'f', f.name FROM agreements_agreement_fields x JOIN agreements_subjectfield f ON f.id = x.subjectfield_id"
        " WHERE x.agreement_id = %(key)s",
        **given,
    )
    owed = run(
        "SELECT o.id, o.public_id, o.description, o.quantity, o.unit, o.due_on, o.every_months, o.repeats_from, o.each,"
        " o.requires_verification, i.name, COALESCE(SUM(d.quantity), 0),"
        " COALESCE(SUM(d.quantity) FILTER (WHERE d.accepted_on IS NOT NULL AND r.id IS NULL), 0),"
        " COALESCE(SUM(d.quantity) FILTER (WHERE d.disputed_on IS NOT NULL AND d.resolved_on IS NULL AND r.id IS NULL), 0),"
        " EXISTS (SELECT 1 FROM agreements_waiver w WHERE w.obligation_id = o.id AND w.reinstated_on IS NULL)"
        " FROM agreements_obligation o JOIN agreements_party y ON y.id = o.owed_by_id"
        " JOIN institutions_institution i ON i.id = y.institution_id"
        " LEFT JOIN agreements_delivery d ON d.obligation_id = o.id LEFT JOIN agreements_delivery r ON r.reverses_id = d.id"
        " WHERE o.agreement_id = %(key)s GROUP BY o.id, i.name ORDER BY o.due_on ASC NULLS LAST, o.id",
        **given,
    )
    run(
        "SELECT n.*, y.side, i.name FROM agreements_agreement n JOIN agreements_party y ON y.agreement_id = n.id"
        " JOIN institutions_institution i ON i.id = y.institution_id"
        " WHERE n.continues_id = %(key)s OR n.umbrella_id = %(key)s"
        " OR n.id = (SELECT continues_id FROM agreements_agreement WHERE id = %(key)s)",
        **given,
    )
    run("SELECT * FROM agreements_step WHERE agreement_id = %(key)s ORDER BY id", **given)
    run("SELECT * FROM agreements_correction WHERE agreement_id = %(key)s ORDER BY id", **given)
    run("SELECT * FROM agreements_factsource WHERE agreement_id = %(key)s ORDER BY id", **given)
    serving = (
        "activities_activity v WHERE v.id IN (SELECT x.activity_id FROM activities_activity_obligations x"
        " JOIN agreements_obligation o ON o.id = x.obligation_id WHERE o.agreement_id = %(key)s)"
    )
    run(f"SELECT v.* FROM {serving} ORDER BY v.starts_on DESC, v.id DESC", **given)
    run(
        "SELECT t.category, COUNT(*), COUNT(DISTINCT t.person_id),"
        " COUNT(DISTINCT t.person_id) FILTER (WHERE t.verification_id IS NOT NULL) FROM activities_participation t"
        f" WHERE t.attended_on IS NOT NULL AND t.activity_id IN (SELECT v.id FROM {serving}) GROUP BY t.category",
        **given,
    )
    run(f"SELECT * FROM activities_output t WHERE t.activity_id IN (SELECT v.id FROM {serving})", **given)
    run(
        "SELECT c.* FROM activities_outcome c JOIN activities_participation t ON t.id = c.participation_id"
        f" WHERE t.activity_id IN (SELECT v.id FROM {serving})",
        **given,
    )
    run(
        "SELECT e.*, d.* FROM evaluation_evaluation e LEFT JOIN evaluation_decision d ON d.evaluation_id = e.id"
        " WHERE e.agreement_id = %(key)s ORDER BY e.period_start DESC",
        **given,
    )
    return {"owed": [row[0] for row in owed], "delivered": [float(row[11]) for row in owed]}


def search(asker: Asker, *words: str) -> dict[str, Any]:
    """The list of what mentions every word."""
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    found = [
        f"(a.scope {like} %(w{n})s OR a.location_text {like} %(w{n})s OR a.id IN (SELECT y.agreement_id FROM agreements_party y"
        f" WHERE y.number {like} %(w{n})s OR y.institution_id IN (SELECT i.id FROM institutions_institution i"
        f" LEFT JOIN institutions_institutionname m ON m.institution_id = i.id OR m.institution_id = i.merged_into_id"
        f" WHERE i.name {like} %(w{n})s OR m.name {like} %(w{n})s)))"
        for n, _ in enumerate(words)
    ]
    return listing(asker, where=" AND ".join(found), **{f"w{n}": f"%{word}%" for n, word in enumerate(words)})


type Question = Callable[[Asker], dict[str, Any]]
