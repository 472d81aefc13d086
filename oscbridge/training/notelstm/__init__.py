"""The notelstm engine: its clusters, training and shipping."""
