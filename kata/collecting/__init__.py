"""What students hand in, as platforms give it: read without being unpacked, and each matched with its student."""
