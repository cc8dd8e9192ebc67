"""A site's life: made anew, joined with a bundle, its keys changed."""
