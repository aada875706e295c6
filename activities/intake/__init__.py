"""Files that HR hands in, read without ever being held whole."""
