"""Cameras of oscbridge's own: a device, a folder, NDI, Spout or Syphon → JPEGs, one at a time."""
