"""The finder: a few plain questions, and the sites that answer them, with reasons."""
