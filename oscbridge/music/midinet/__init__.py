"""The conditional GAN on piano rolls: network (torch), decoding, engine (onnxruntime)."""
