"""Makes the lab's fixtures known to every test."""

pytest_plugins = ["tests.lab.fixtures"]
