"""The language server: `zlint lsp` speaks LSP over stdin and stdout. The only package that imports pygls.

It holds no rule and no reading of code: `folder` asks what `zlint check` asks, `schedule` says when, `places` turns
spans into ranges, `findings`, `hover` and `definition` turn what was found into answers, `server` wires them.
"""
