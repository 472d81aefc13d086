"""The school: data readers, training loops and reports. The daemon never imports this folder."""
