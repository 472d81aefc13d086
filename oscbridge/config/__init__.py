"""The settings: what may be configured, the file that holds it, the keys that there ever were."""
