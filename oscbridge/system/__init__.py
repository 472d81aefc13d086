"""What the operating system gives: time, memory, the event loop, log lines, addresses."""
