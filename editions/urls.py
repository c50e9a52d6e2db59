"""Addresses of the editions as files."""

from django.urls import path

from editions import views

app_name = "editions"

urlpatterns = [
    path("<int:number>.sqlite3", views.edition_file, name="file"),
    path("<int:number>.<str:ending>", views.other_file, name="other-file"),
]
