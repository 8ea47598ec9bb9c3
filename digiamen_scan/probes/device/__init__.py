"""What can be learned of the computer that the program runs on."""
