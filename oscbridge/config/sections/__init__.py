"""The sections of the settings: every key with its default, its limits and its meaning."""
