"""What is told where no plan exists: reasons, and the changes that make one possible."""
