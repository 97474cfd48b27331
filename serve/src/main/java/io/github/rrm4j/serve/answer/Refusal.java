package io.github.rrm4j.serve.answer;

import java.time.Duration;
import java.util.Optional;

/** A request that gets no answer: a status of HTTP, a word for programs, a line for people. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final transient Optional<Duration> retryAfter;

  private Refusal(int status, String code, String message, Optional<Duration> retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** What is asked for can never be answered. */
  public static Refusal of(int status, String code, String message) {
    return new Refusal(status, code, message, Optional.empty());
  }

  /** The request is malformed. */
  public static Refusal badRequest(String message) {
    return of(400, "bad_request", message);
  }

  /** There is no verdict that can be read. */
  public static Refusal unreadable(String message) {
    return of(422, "unreadable", message);
  }

  /** There is no room for another request. */
  public static Refusal full(int most) {
    return new Refusal(
        429,
        "queue_full",
        "the queue holds " + most + " requests already; try again later",
        Optional.of(Duration.ofSeconds(1)));
  }

  /** The judge cannot answer now. */
  public static Refusal unavailable(String code, String message) {
    return new Refusal(503, code, message, Optional.of(Duration.ofSeconds(1)));
  }

  public int status() {
    return status;
  }

  /** A word for programs. */
  public String code() {
    return code;
  }

  /** When another try makes sense; empty where none does. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
