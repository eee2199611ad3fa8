"""What zlint says of real projects, against what a reader of their code says: `python -m tests.corpus FOLDER`.

`projects.toml` lists them, `fetch` gets them, `ledger` compares. `ledger.tsv` holds the verdicts, in own words; no
code of the projects is kept. It needs the network once, and a few minutes; the normal tests do not run it.
"""
