"""What each resource is as data: names, types and meanings of its fields, declared once for every format.

The API and its description, the files beside the pages and the files of an edition are all written from
these serializers; `help_text` is what the data dictionary prints. What no source states is null.
"""
