"""The list of the bugs, variants of them, patches, pages; the contract by clauses, and breaches; how to choose."""
