"""What a judge keeps from one library to the next, so that the next is judged sooner: examples, and answers."""
