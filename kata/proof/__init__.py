"""What shows that the judge is right: all variants, libraries changed on purpose, and the two side by side."""
