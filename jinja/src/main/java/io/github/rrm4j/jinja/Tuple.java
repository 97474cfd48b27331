package io.github.rrm4j.jinja;

import java.util.List;

/** A sequence that is printed in parentheses and equals no list. */
record Tuple(List<Object> elements) {}
