package io.github.rrm4j.model.jinja;

/** Python's None. */
enum None {
  NONE
}
