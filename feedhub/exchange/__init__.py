"""From and to elsewhere: lists of feeds as OPML, and the posts of a Jekyll site."""
