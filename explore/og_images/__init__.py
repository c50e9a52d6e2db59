"""The pictures that go along when somebody shares a page."""
