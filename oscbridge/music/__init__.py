"""The composer: primers and engines. Each engine answers ``compose(primer, affect, bars, rng)``."""
