"""The wire: what may be said over OSC, who said it, and how it travels (UDP and TCP)."""
