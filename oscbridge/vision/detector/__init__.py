"""Where faces are in a picture: MTCNN, as facenet-pytorch has it."""
