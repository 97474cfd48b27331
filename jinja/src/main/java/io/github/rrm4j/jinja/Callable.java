package io.github.rrm4j.jinja;

/** A function, a method of a value, or a macro. */
interface Callable {

  /**
   * @throws TemplateError if the arguments do not fit
   */
  Object call(Arguments arguments);
}
