package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which servers draw completions, and how they are called.
 *
 * @param kind what they speak
 * @param urls of the servers, each with the same model, such as {@code http://127.0.0.1:8000}
 * @param model the name that they know the model by; empty where they serve one
 * @param concurrency most calls in flight at each server
 * @param retries of a call that failed
 * @param timeout of one call, the generation included
 * @param keyVariable the environment variable with the key that is sent as a bearer token; the key
 *     itself is nowhere written or logged
 */
public record RemoteSettings(
    Kind kind,
    List<URI> urls,
    String model,
    int concurrency,
    Retries retries,
    Duration timeout,
    Optional<String> keyVariable) {

  /** What a server speaks. */
  public enum Kind {
    /** vLLM, {@code /v1/completions}. */
    VLLM,
    /** SGLang, {@code /generate}. */
    SGLANG,
    /** llama.cpp's llama-server, {@code /completion}. */
    LLAMA_CPP
  }

  /**
   * How often and how late a failed call is tried again: after {@code first}, then twice as long
   * each time, with jitter, unless the server says how long (Retry-After).
   *
   * @param attempts calls in all
   * @param longest no wait is longer, also if a server asks for one
   */
  public record Retries(int attempts, Duration first, Duration longest) {

    /** Six calls within about half a minute. */
    public static final Retries USUAL =
        new Retries(6, Duration.ofMillis(500), Duration.ofSeconds(30));

    /** The same with another number of calls. */
    public Retries attempts(int other) {
      return new Retries(other, first, longest);
    }

    /**
     * The wait after an attempt: twice as long each time, between half and all of it by chance, and
     * what a server asks for at least.
     *
     * @param attempt from 1
     * @param asked by the server; zero where it does not
     */
    public Duration wait(int attempt, Duration asked) {
      double doubled = first.toMillis() * Math.pow(2, attempt - 1);
      double jittered = doubled * (0.5 + ThreadLocalRandom.current().nextDouble() / 2);
      long millis = Math.max(asked.toMillis(), (long) jittered);
      return Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }
  }

  /**
   * @throws InvalidInput if no server is named or a number is out of its range
   */
  public RemoteSettings {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new InvalidInput("engine: no server is named, must be at least one; add its URL");
    }
    if (concurrency < 1 || retries.attempts() < 1) {
      throw InvalidInput.of(
          "engine: %d calls in flight and %d attempts, must be at least 1 of each",
          concurrency, retries.attempts());
    }
  }

  /** Servers that are called in the usual way. */
  public static RemoteSettings of(Kind kind, List<String> urls, String model) {
    return new RemoteSettings(
        kind,
        urls.stream().map(RemoteSettings::url).toList(),
        model,
        64,
        Retries.USUAL,
        Duration.ofMinutes(20),
        Optional.empty());
  }

  /**
   * The address of a server, without a slash at its end.
   *
   * @throws InvalidInput if it is not one
   */
  public static URI url(String text) {
    try {
      URI uri = URI.create(text.replaceAll("/+$", ""));
      if (List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(wrong(text), e);
    }
    throw new InvalidInput(wrong(text));
  }

  private static String wrong(String text) {
    return "engine URL: is "
        + OneLine.quoted(text.replaceAll("//[^/@]*@", "//...@"))
        + ", must be http://HOST:PORT or https://HOST, without a name and a password";
  }

  /** The same with a key from an environment variable. */
  public RemoteSettings withKeyFrom(String variable) {
    return new RemoteSettings(
        kind, urls, model, concurrency, retries, timeout, Optional.of(variable));
  }

  /** The same with other waits. */
  public RemoteSettings with(Retries other, Duration limit) {
    return new RemoteSettings(kind, urls, model, concurrency, other, limit, keyVariable);
  }
}
