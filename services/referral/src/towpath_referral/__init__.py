"""Intake, the case, the plan and its connections."""
