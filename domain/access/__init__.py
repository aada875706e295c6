"""What somebody gets who asks for everything that is held about them: GDPR articles 15 and 20."""
