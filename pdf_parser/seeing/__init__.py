"""A page as a picture: squared up, turned upright, its writing found and read."""
