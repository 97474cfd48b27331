package io.github.rrm4j.jinja;

/** Python's None. */
enum None {
  NONE
}
