"""What nobody offers where people live: raised from the matches that found nothing, worked on, and answered."""
