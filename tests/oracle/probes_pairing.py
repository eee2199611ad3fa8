"""Every ordered pair of the stable types over tcp and ipc."""

from functools import partial
from itertools import product

from tests.oracle.pair import wire
from zlint.semantics.peers import STABLE

PROBES = {
    f"{binder} binds, {connector} connects, {transport}": partial(wire, binder, connector, transport)
    for transport in ("tcp", "ipc")
    for binder, connector in product(STABLE, STABLE)
}
