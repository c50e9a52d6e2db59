"""The ways to write records: each takes a selection and gives bytes as they are made."""
