"""The eyes: image bytes in, a face box, eight expression scores and an affect out."""
