"""Addresses of AI Factory Antennas."""

from django.urls import path

from antennas import views

app_name = "antennas"

urlpatterns = [
    path("", views.antenna_list, name="list"),
    path("<slug:slug>/", views.antenna_detail, name="detail"),
]
