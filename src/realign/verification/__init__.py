"""`realign verify`: any data set with two responses a record through the same checks."""
