"""What a browser and an OSCQuery client get, and how the network learns where."""
