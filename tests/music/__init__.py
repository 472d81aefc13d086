"""The music part: rolls, keys, the conditional GAN, engines and pictures."""
