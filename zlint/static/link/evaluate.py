"""Expressions to values. Calls are followed (`zlint.static.link.calls`); ops are written down on the way."""

from __future__ import annotations

from zlint.model import Hole
from zlint.model.endpoint import telling
from zlint.static import facts as f
from zlint.static.link import (
    alternatives,
    calls,
    commands,
    comparing,
    containers,
    factors,
    files,
    filled,
    homes,
    lookup,
    mentions,
    modes,
    ops,
    parameters,
    pauses,
    readings,
    sockets,
    strings,
    taint,
    targets,
    types,
)
from zlint.static.link.atoms import (
    FALSE,
    NONE,
    TRUE,
    Arguments,
    Const,
    External,
    Forked,
    Function,
    Future,
    Known,
    Message,
    Obj,
    Pending,
    Polled,
    Seq,
    Told,
    Val,
    join,
    truth,
)
from zlint.static.link.dispatch import EVALUATORS, evaluate
from zlint.static.link.machine import Machine, merge

ADDED = frozenset({"+", "-", "|", "//"})


def _const(m: Machine, e: f.Const) -> Val:
    return (Const.of(e.value),)


def _name(m: Machine, e: f.Name) -> Val:
    value = taint.looked_up(m, lookup.name(m, e.id))
    if e.id in m.module.imports:
        mentions.of_name(m, e, value)
    return value


def _attr(m: Machine, e: f.Attr) -> Val:
    base = _asked(m, e.base)
    if len(base) > 1:
        base = tuple(atom for atom in base if atom != NONE[0])
    mentions.of_attribute(m, base, e.name, e.at)
    found = join(*(lookup.attribute(m, atom, e.name, e.at) for atom in base))
    homes.method_taken(m, found)
    return taint.looked_up(m, found) if base else ()


def _asked(m: Machine, owner: f.Expr) -> Val:
    """What is asked for an attribute: it is not None."""
    value = evaluate(m, owner)
    if isinstance(owner, f.Attr) and NONE[0] in value:
        filled.asked(m, evaluate(m, owner.base), owner.name)
    return value


def _call(m: Machine, e: f.Call) -> Val:
    if isinstance(e.func, f.Attr):
        owner = _asked(m, e.func.base)
        mentions.of_attribute(m, owner, e.func.name, e.func.at)
        base: Val | None = owner
        callee: Val = ()
    else:
        base, callee = None, evaluate(m, e.func)
    args = _arguments(m, e)
    if not base and not callee:
        ops.called(m, getattr(e.func, "name", getattr(e.func, "id", "unknown")))
    if isinstance(e.func, f.Attr) and base is not None:
        return taint.looked_up(m, calls.on_attribute(m, base, e.func.name, args, e.at))
    if isinstance(e.func, f.Name) and e.func.id == "super":
        return lookup.superclass(m, args.plain)
    return alternatives.one_of(m, callee, lambda atom: calls.call(m, atom, args, e.at))


def _arguments(m: Machine, e: f.Call) -> Arguments:
    plain: list[Val] = []
    named: list[tuple[str, Val]] = []
    rest = False
    for arg in e.args:
        if isinstance(arg, f.Star):
            items = containers.elements(m, evaluate(m, arg.value))
            rest = rest or items is None
            plain.extend(items or ())
        else:
            plain.append(evaluate(m, arg))
    for key, value in e.keywords:
        found = evaluate(m, value)
        if key == "**":
            entries = containers.entries(m, found)
            rest = rest or entries is None
            named.extend(entries or ())
        else:
            named.append((key, found))
    return Arguments(tuple(plain), tuple(named), rest)


def _joined(m: Machine, e: f.Joined) -> Val:
    pieces = [part if isinstance(part, str) else _called(part, evaluate(m, part)) for part in e.parts]
    text = commands.written(m, pieces, "str")
    received = [atom for piece in pieces if not isinstance(piece, str) for atom in piece if isinstance(atom, Message)]
    if received and not any(isinstance(piece, str) and "://" in piece for piece in pieces):
        made = taint.merged(tuple(received))[:1]
        return tuple(map(taint.prefixed, made)) if isinstance(pieces[0], str) else made
    return text


def _called(expr: f.Expr, value: Val) -> Val:
    """An unknown inside a text is known by the name it has there."""
    text = expr.id if isinstance(expr, f.Name) else expr.name if isinstance(expr, f.Attr) else None
    if text is None or not telling(frozenset({text})):
        return value
    named = strings.called(text, value)
    return tuple(Hole(text, atom.key, atom.why) if isinstance(atom, Hole) else atom for atom in named)


def _binary(m: Machine, e: f.Binary) -> Val:
    left, right = evaluate(m, e.left), evaluate(m, e.right)
    if e.op == "+" and (sequence := containers.concatenation(m, left, right)):
        return sequence
    if e.op == "%" and (made := _percent(m, left, right)):
        return made
    if e.op == "|" and any(isinstance(atom, External | Seq) for atom in (*left, *right)):
        return sockets.either(left, right)
    if e.op == "*":
        repeated = [Seq(a.kind, ((a.element, True),)) for a in containers.sequences(m, left)]
        if repeated:
            return tuple(a if a.kind == "tuple" else containers.new_list(m, a, e.at) for a in repeated)
        return factors.product(e, left, right)
    if e.op in ADDED:
        return commands.added(m, left, right, e.op)
    path = files.below(left, right) if e.op == "/" else ()
    return path or _derived(left, right) or (_unknown("value", e),)


def _percent(m: Machine, left: Val, right: Val) -> Val:
    found: list[Val] = []
    for atom in left:
        if isinstance(atom, Const) and isinstance(atom.value, str | bytes):
            items = containers.elements(m, right) if any(isinstance(a, Seq) for a in right) else (right,)
            text = strings.typed(atom, "str").value
            pieces = strings.percent(text, items or (), dict(containers.entries(m, right) or ()))
            found.append(commands.written(m, pieces, strings.type_of(atom)))
    return join(*found) if found else ()


def _derived(*values: Val) -> Val:
    """Received data stays received data, whatever is computed from it."""
    return taint.merged(join((), *values))


def _sequence(m: Machine, e: f.Sequence) -> Val:
    items: list[tuple[Val, bool]] = []
    for item in e.items:
        if isinstance(item, f.Star):
            value = evaluate(m, item.value)
            items.extend(containers.spread(m, value))
        else:
            items.append((evaluate(m, item), False))
    sequence = Seq("list" if e.kind == "set" else e.kind, tuple(items))
    if e.kind == "tuple":
        return (sequence,)
    return (containers.new_list(m, sequence, e.at),)


def _mapping(m: Machine, e: f.Mapping) -> Val:
    made = Obj(lookup.allocation(m, e.at), "dict")
    for key, value in e.items:
        found = evaluate(m, value)
        if key is None:
            for name, entry in containers.entries(m, found) or ():
                m.store(made.key, name, entry)
            continue
        for name in containers.keys(evaluate(m, key)):
            if name.startswith("[s:"):
                targets.note(m, found, name[3:-1])
            m.store(made.key, name, found)
    return (made,)


def _item(m: Machine, e: f.Item) -> Val:
    base = evaluate(m, e.base)
    if isinstance(e.index, f.Slice):
        lower = evaluate(m, e.index.lower) if e.index.lower else ()
        upper = evaluate(m, e.index.upper) if e.index.upper else ()
        return containers.sliced(m, base, lower, upper, e.index.upper is not None)
    index = evaluate(m, e.index)
    readings.note(m, "index", base, index, e.at)
    return taint.looked_up(m, containers.item(m, base, index, e.at))


def _slice(m: Machine, e: f.Slice) -> Val:
    return NONE


def _if_else(m: Machine, e: f.IfElse) -> Val:
    test = evaluate(m, e.test)
    decided = truth(test)
    if decided is not None:
        return evaluate(m, e.body if decided else e.orelse)
    before = m.state.copy()
    taint.assume(m, test, True)
    body = evaluate(m, e.body)
    other, m.state = m.state, before
    taint.assume(m, test, False)
    orelse = evaluate(m, e.orelse)
    m.state = merge(other, m.state)
    return join(body, orelse)


def _logic(m: Machine, e: f.Logic) -> Val:
    left = evaluate(m, e.left)
    decided = truth(left)
    if decided is not None and decided == (e.op == "or"):
        return left
    before = m.state.copy()
    taint.assume(m, left, e.op == "and")
    right = evaluate(m, e.right)
    if decided is not None:
        return right
    m.state = merge(before, m.state)
    if e.op == "and":
        polled = tuple(atom for atom in left if isinstance(atom, Polled))
        return polled or join(left, right)
    return join(tuple(atom for atom in left if truth((atom,)) is not False), right)


def _not(m: Machine, e: f.Not) -> Val:
    value = evaluate(m, e.value)
    decided = truth(value)
    if decided is not None:
        return FALSE if decided else TRUE
    flipped: Val = tuple(Polled(atom.op, not atom.sense) for atom in value if isinstance(atom, Polled))
    flipped += tuple(Told(atom.of, not atom.sense) for atom in value if isinstance(atom, Told))
    flipped += tuple(Known(atom.of, not atom.sense) for atom in value if isinstance(atom, Known))
    flipped += tuple(Forked(atom.execution, not atom.child) for atom in value if isinstance(atom, Forked))
    return flipped or (Hole("condition", "not", "a condition"),)


def _is_there(m: Machine, e: f.Expr, value: Val) -> bool:
    return isinstance(e, f.Name) and (parameters.is_given(m, e.id) or modes.is_there(m, value))


def _compare(m: Machine, e: f.Compare) -> Val:
    left, right = evaluate(m, e.left), evaluate(m, e.right)
    if right == NONE and e.op in ("is", "is not") and _is_there(m, e.left, left):
        return FALSE if e.op == "is" else TRUE
    if e.op in ("==", "!=", "in", "not in"):
        contains = e.op.endswith("in")
        types.mixed(m, *((right, left) if contains else (left, right)), e.at)
        types.mixed(m, right, () if contains else left, e.at)
        readings.note(m, "in", right if contains else (), left, e.at)
    return comparing.compared(m, left, e.op, right)


def _await(m: Machine, e: f.Await) -> Val:
    value = evaluate(m, e.value)
    ops.awaited(m, e.value)
    if any(isinstance(atom, Hole) for atom in value):
        pauses.waits(m, "await", e.at)
    return calls.awaited(m, value, e.at)


def _star(m: Machine, e: f.Star) -> Val:
    return evaluate(m, e.value)


def _yield(m: Machine, e: f.Yield) -> Val:
    value = evaluate(m, e.value) if e.value is not None else NONE
    homes.handed_out(m, value)
    if e.source:
        awaited = calls.awaited(m, value, (0, 0))
        value = containers.element(m, value) or awaited
    if any(isinstance(atom, Future | Pending) for atom in value):
        return calls.awaited(m, value, (0, 0))  # a tornado or trollius coroutine
    m.frame.yields = join(m.frame.yields, value)
    if m.frame.on_yield is not None:
        m.frame.on_yield(value)
    else:
        calls.suspended(m, m.frame.function.facts, f"yield {id(e)}")
    return (Hole("sent", "yield", "what a generator is sent"),)


def _lambda(m: Machine, e: f.Lambda) -> Val:
    homes.closed_over(m, e.function.names)
    return (Function(e.function, m.module, m.frame),)


def _comprehension(m: Machine, e: f.Comprehension) -> Val:
    m.frame.loops += 1
    outside, m.turn = m.turn, f"{m.turn} comprehension"
    exact = len(e.clauses) == 1 and not e.clauses[0][2]
    rounds: list[Val] = []
    for target, iterable, conditions in e.clauses:
        source = evaluate(m, iterable)
        readings.note(m, "each", source, (), e.at)
        items = containers.elements(m, source) if exact else None
        if items is not None and 0 < len(items) <= 6:
            for item in items:
                targets.bind(m, target, item)
                rounds.append(evaluate(m, e.element))
        targets.bind(m, target, containers.element(m, source))
        for condition in conditions:
            evaluate(m, condition)
    key = evaluate(m, e.key) if e.key is not None else ()
    element = join(*rounds) if rounds else _again_and_again(m, e)
    m.frame.loops -= 1
    m.turn = outside
    if e.kind == "dict":
        made = Obj(lookup.allocation(m, e.at), "dict")
        for name in containers.keys(key):
            m.weak_store(made.key, name, element)
        return (made,)
    items_ = tuple((value, False) for value in rounds) if rounds else ((element, True),)
    return (containers.new_list(m, Seq("list", items_), e.at),)


def _again_and_again(m: Machine, e: f.Comprehension) -> Val:
    """The element, which is computed once at least: that there may be none says little."""
    head = -m.trace.number(("comprehension", id(e), m.execution, m.chain()))
    m.trace.edge(m.state.front, head, m.execution)
    m.state.front = frozenset({(head, "next", None)})
    element = evaluate(m, e.element)
    m.trace.edge(m.state.front, head, m.execution)
    return element


def _walrus(m: Machine, e: f.Walrus) -> Val:
    value = evaluate(m, e.value)
    targets.bind(m, e.target, value)
    return value


def _opaque(m: Machine, e: f.Opaque) -> Val:
    return _derived(*(evaluate(m, part) for part in e.parts)) or (_unknown("value", e),)


def _unknown(name: str, e: f.Expr) -> Hole:
    at = getattr(e, "at", (0, 0))
    return Hole(name, f"{name}@{at[0]}", "an expression that is not followed")


EVALUATORS |= {
    f.Const: _const,
    f.Name: _name,
    f.Attr: _attr,
    f.Call: _call,
    f.Joined: _joined,
    f.Binary: _binary,
    f.Sequence: _sequence,
    f.Mapping: _mapping,
    f.Item: _item,
    f.Slice: _slice,
    f.IfElse: _if_else,
    f.Logic: _logic,
    f.Not: _not,
    f.Compare: _compare,
    f.Await: _await,
    f.Star: _star,
    f.Yield: _yield,
    f.Lambda: _lambda,
    f.Comprehension: _comprehension,
    f.Walrus: _walrus,
    f.Opaque: _opaque,
}
