package io.github.rrm4j.jinja;

import java.util.List;

/** What can be gone through but neither printed nor counted: a range, a view, a filter's result. */
record Lazy(List<Object> elements) {}
