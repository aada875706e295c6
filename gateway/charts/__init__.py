"""Charts as geometry: pure figures of pixels, which the templates in charts/ draw."""
