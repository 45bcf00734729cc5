"""Errors that a person can act on: one sentence that says what, where and what to do."""


class DataError(ValueError):
    """A file, a workspace or a table is not what was asked for."""


class UsageError(ValueError):
    """A command or a parameter is wrong; nothing was done."""
