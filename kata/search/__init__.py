"""Random search over architectures: what is tried, where that is kept, and its picture."""
