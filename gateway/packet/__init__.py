"""The document of a review: a signed, accessible PDF of what one reader may see of it."""
