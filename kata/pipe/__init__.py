"""A library behind a pipe: who holds it, who asks it, and what may go through between them."""
