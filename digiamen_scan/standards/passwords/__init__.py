"""What a computer demands of a new password: PAM and its modules."""
