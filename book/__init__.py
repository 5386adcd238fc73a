"""The book of twelve bugs: what its pages show and a program must tell."""
