"""The shares in which the zoo is run, one a day, where all of it is proved."""

SHARES = 8  # and so many days until each fix and each breach has been run


def in_share(number, of, share):
    """Whether one of so many is in a share: each is in one at least, and no share is empty."""
    return (number - share) % min(SHARES, of) == 0
