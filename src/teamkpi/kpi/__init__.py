"""Stage 3, meaning: what a team's figures are, by one SQL statement over open items and usage sums.

In: a team, and the instant at which it is asked. Out: the typed answer, with the revision of everything that it was
read from and the horizon up to which it holds when nobody writes. Also a team's week, its attendance. Always true: an
answer is that of one snapshot of the ledger and one instant.
"""

from teamkpi.kpi.attendance import TeamAttendance, read_attendance, team_attendance, team_attendance_query
from teamkpi.kpi.declaring import Figure
from teamkpi.kpi.figures import FIGURES, TeamKpi, TeamKpiList
from teamkpi.kpi.team import TeamAnswer, read_answer, team_kpi, team_kpi_query

__all__ = [
    "FIGURES",
    "Figure",
    "TeamAnswer",
    "TeamAttendance",
    "TeamKpi",
    "TeamKpiList",
    "read_answer",
    "read_attendance",
    "team_attendance",
    "team_attendance_query",
    "team_kpi",
    "team_kpi_query",
]
