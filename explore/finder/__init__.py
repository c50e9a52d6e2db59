"""The finder: a few plain questions, and an answer in which every site argues its case."""
