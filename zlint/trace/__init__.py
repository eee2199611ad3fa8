"""A run of a program, recorded and read. The only package that patches zmq.

Recording: `launch` runs a command with `inject` on its path; that starts `start` in every Python process of it, which
waits for zmq to be imported and then patches it (`patch`, `calls`, `objects`, `starts`). What is done goes through
`record` and `track` into the `log`. Recording imports the standard library and
`zlint.semantics.pyzmq`, nothing else.

Reading: `read` makes a `Run` of a log, `build` a `Topology` of a `Run`, `compare` sets it beside the static one.
"""
