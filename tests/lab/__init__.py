"""Real servers, faults, delays, disks and terminals for the tests and the benchmark."""
