package io.github.rrm4j.jinja;

import java.util.Map;

/** Attributes that a loop's body may set so that they outlive it. */
record Namespace(Map<String, Object> attributes) {}
