"""zlint: a static analyser for programs that use ZeroMQ."""

__version__ = "0.1.0"
