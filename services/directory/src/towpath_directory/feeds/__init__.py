"""What publishers send, made into listings: pure, record by record, a reason for every change and refusal."""
