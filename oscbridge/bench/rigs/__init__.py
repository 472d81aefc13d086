"""What the measurements are made with: a JACK server, a load, pictures, listeners, a player, a
rival, and a look at the daemon's processes. Nothing here is a figure."""
