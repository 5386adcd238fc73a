"""The shares in which a suite is run, one a day, where all of it is proved.

The last proof that all of it holds is kept, with what stands for the content it was found with. As long as that is
the same, so is what came out, and of what a test function is asked of a share is run, each day another one. With
any other content all is run, and so is whatever is asked for by its name.
"""

from datetime import UTC, datetime

SHARES = 8  # and so many days until everything has been run


def in_share(number, of, share):
    """Whether one of so many is in a share: each is in one at least, and no share is empty."""
    return (number - share) % min(SHARES, of) == 0


def add_options(parser):
    """Add the options that leave nothing to the proof, or choose a share."""
    parser.addoption("--every", action="store_true", help="run everything, whatever is proved already")
    parser.addoption("--share", type=int, choices=range(1, SHARES + 1), help="run this share alone")


def settle(config, proved):
    """Settle which share is run, 0 for everything; once for all processes: none is to look at the clock again."""
    option = config.option
    if hasattr(config, "workerinput"):
        option.share = config.workerinput["share"]
    elif option.share is None:
        named = option.keyword or any("::" in argument for argument in config.args)
        every = option.every or named or not proved()
        option.share = 0 if every else 1 + datetime.now(UTC).toordinal() % SHARES


def tell(node):
    """Tell a process of pytest-xdist which share is run."""
    node.workerinput["share"] = node.config.option.share


def header(config, name):
    """Say how much is run."""
    share = config.option.share
    told = f"share {share} of {SHARES}: the rest is proved in docs/proof/{name}.json, with this content"
    return f"{name}: {told if share else 'everything'}"


def leave_out(config, items, proved=lambda _: True):
    """Leave out what the other shares hold of what is proved, of all that a test function is asked of."""
    share = config.option.share
    if not share:
        return
    asked = {}
    for item in items:
        if hasattr(item, "callspec") and proved(item):
            asked.setdefault(item.function, []).append(item)
    others = {
        item
        for of_one in asked.values()
        for number, item in enumerate(of_one)
        if not in_share(number, len(of_one), share)
    }
    config.hook.pytest_deselected(items=[*others])
    items[:] = [item for item in items if item not in others]
