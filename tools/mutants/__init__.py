"""Takes the rules of who may do what out of the program, one at a time, and runs the tests against what is left."""
