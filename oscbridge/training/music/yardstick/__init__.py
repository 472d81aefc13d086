"""One yardstick for every engine: the same prompts, seeds and affects, human music beside each."""
