"""The tests of zlint, named for what they test."""
