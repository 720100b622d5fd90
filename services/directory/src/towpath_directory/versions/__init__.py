"""What a listing said before: one version per change, who made it and when, what changed, and the way back."""
