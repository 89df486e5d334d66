"""Makes a JSON value smaller while something stays true of it."""


def shrink(value, holds, budget=3000):
    """The smallest value found for which holds(value), which is true of the one given. Members and elements are
    dropped, parts put in place of the whole, texts shortened, numbers and flags made 0; budget: calls of holds."""
    calls = 0

    def tried(candidate):
        nonlocal calls
        calls += 1
        return calls <= budget and holds(candidate)

    changed = True
    while changed and calls < budget:
        changed = False
        for path in list(paths(value)):
            try:
                part = at(value, path)
            except (KeyError, IndexError, TypeError):
                continue  # gone meanwhile
            for smaller in reductions(part, lambda v, at=path: tried(put(value, at, v))):
                value, changed = put(value, path, smaller), True
    return value


def reductions(part, holds):
    """Yields ever smaller forms of part that hold."""
    if isinstance(part, (list, str)):
        yield from thinned(part, part[:0], lambda kept: holds(kept))
    elif isinstance(part, dict):
        yield from thinned(list(part), [], lambda keys: holds({k: part[k] for k in keys}), lambda keys: {k: part[k] for k in keys})
        for inner in part.values():  # a component in place of its frame
            if isinstance(inner, list):
                for candidate in inner:
                    if isinstance(candidate, dict) and holds(candidate):
                        yield candidate
                        return
    if part is not None and holds(None):
        yield None
    elif part is True and holds(False):
        yield False
    elif type(part) is int and part:
        for smaller in (0, part // 2, part - 1):
            if holds(smaller):
                yield smaller
                return


def thinned(items, empty, holds, as_value=lambda kept: kept):
    """Delta debugging: drops ever smaller runs of items."""
    size = max(1, len(items))
    while size and len(items):
        start = 0
        while start < len(items):
            kept = items[:start] + items[start + size:]
            if holds(kept):
                items = kept
                yield as_value(items)
            else:
                start += size
        size //= 2


def paths(value, path=()):
    """The whole first, then its parts."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from paths(part, path + (key,))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def put(value, path, part):
    """value with another part at path."""
    if not path:
        return part
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = put(value[path[0]], path[1:], part)
    return changed
