"""Mutation: the right programs of `fixtures/apps`, broken in one place at a time, and whether the right rule says so.

`python -m tests.mutation [APP...]` breaks every place it can and prints the share that is found; it takes minutes, so
it is not part of the tests. `tests/test_mutation.py` keeps the operators and the judgement honest.
"""
