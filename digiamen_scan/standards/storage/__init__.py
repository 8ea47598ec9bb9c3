"""What lies encrypted, and who may open it."""
