"""Training and scoring of the models: data readers, loops, reports. The daemon imports none."""
