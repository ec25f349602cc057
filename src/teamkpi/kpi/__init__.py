"""Stage 3, meaning: a team's figures, computed by one SQL statement over open items and usage sums.

In: a team and an instant. Out: the typed response, with the revision of everything it was read from, and its horizon:
the instant until which it stays valid without a write. Also a team's week, its attendance. Always true: a response is
based on one snapshot of the ledger and one instant.
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
