"""Real servers, faults, delays, disks and terminals that the tests and the benchmark start and stop."""
