package io.github.rrm4j.remote;

/** An answer of a server that cannot be used. */
public final class BadAnswer extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong, in a few words, without the server's name
   */
  public BadAnswer(String message) {
    super(message);
  }
}
