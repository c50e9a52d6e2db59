"""The parts of `make audit`: each looks at one side of every page, and says what it finds in a sentence."""
