def ring(n=200, seed=0):
    """Return the ring: points X of shape (n, 2) and their classes y of shape (n,).

    Class 1 fills the middle, up to a distance of 1. Class 0 surrounds it, at distances
    from 1.6 to 2.4. The same seed gives the same points.
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)  # half and half, in a mixed order
    inner, outer = np.where(y == 1, 0.0, 1.6), np.where(y == 1, 1.0, 2.4)
    share = rng.random(n)  # even over the area: draw the squared distance evenly
    distance = np.sqrt(inner**2 + share * (outer**2 - inner**2))
    angle = rng.uniform(0, 2 * np.pi, n)
    X = np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
    return X, y
