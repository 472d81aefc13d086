"""What is fuzzed, the inputs that are kept, and the driver (``make fuzz``)."""
