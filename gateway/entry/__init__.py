"""How people come in: through a link in a message, with a code, or vouched for by a provider."""
