"""What zlint prints: one module a format. Imports `zlint.model` and `zlint.rule`, and nothing else of ours."""
