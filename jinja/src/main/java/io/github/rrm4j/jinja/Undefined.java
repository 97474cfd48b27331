package io.github.rrm4j.jinja;

/**
 * The value of what is not there: empty where it is printed, false where it is asked, an error
 * where it is used.
 *
 * @param name what was looked for
 */
record Undefined(String name) {

  TemplateError used() {
    return new TemplateError("'" + name + "' is undefined");
  }
}
