"""The duet engine: grid, events, cues, rules, plans, and what comes out."""
