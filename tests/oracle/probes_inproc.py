"""Every ordered pair of the stable types over inproc, where no type is checked. Two of them abort the process."""

from functools import partial
from itertools import product

from tests.oracle.pair import inproc
from zlint.semantics.peers import STABLE

PROBES = {
    f"{binder} binds, {connector} connects": partial(inproc, binder, connector)
    for binder, connector in product(STABLE, STABLE)
}
