"""What libzmq does: tables and pure functions, compared in `tests/semantics` with what libzmq was measured to do.

Imports `zlint.model` and nothing else of ours. Measured on libzmq 4.3.5 with pyzmq 27.3, Linux, no draft API.
"""
