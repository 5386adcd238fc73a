"""The report: its five networks with its figures, and its table, made again."""
