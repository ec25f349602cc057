"""The one route."""

from django.urls import path

from site_of_teams.views import TeamKpi

urlpatterns = [path("api/public/teams/<int:team_id>/kpi", TeamKpi.as_view())]
