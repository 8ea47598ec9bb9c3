"""What an earlier scan found, and what has changed since."""
