"""Past one machine: the eyes and the composer as Ray actors, and the process that talks to them."""
