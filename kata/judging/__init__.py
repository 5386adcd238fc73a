"""Run the tests on a library, and say of each bug what they show."""
