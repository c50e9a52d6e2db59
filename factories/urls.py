"""Addresses of AI Factories."""

from django.urls import path

from factories import views

app_name = "factories"

urlpatterns = [
    path("", views.factory_list, name="list"),
    path("<slug:slug>/", views.factory_detail, name="detail"),
]
