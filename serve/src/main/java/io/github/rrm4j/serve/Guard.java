package io.github.rrm4j.serve;

import io.github.rrm4j.serve.ServeSettings.Address;
import io.github.rrm4j.serve.answer.Refusal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may ask. A request needs the token; besides, a page of another site that a browser on this
 * machine shows must not reach a server that only this machine can: its requests carry the page's
 * {@code Origin}, or, after DNS rebinding, a {@code Host} that is not this server's.
 */
final class Guard {

  private static final String BEARER = "bearer ";

  private final Optional<byte[]> token;
  private final boolean loopback;
  private final List<String> hosts = new ArrayList<>();

  Guard(Address address, Optional<String> token) {
    this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
    this.loopback = address.loopback();
    hosts.add(address.host().toLowerCase(Locale.ROOT));
    address.others().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
    if (loopback) {
      hosts.addAll(List.of("localhost", "127.0.0.1", "::1"));
    }
  }

  /**
   * @param host the header {@code Host}
   * @param origin the header {@code Origin}, null where a program asks
   * @param fetchSite the header {@code Sec-Fetch-Site}, null likewise
   * @throws Refusal if the request comes from another site
   */
  void checkSite(String host, String origin, String fetchSite) {
    Optional<String> name = host(host);
    if (name.isEmpty() || loopback && !hosts.contains(name.get())) {
      throw Refusal.of(
          421, "wrong_host", "this server is not called so; name it with --allowed-host");
    }
    if ("cross-site".equals(fetchSite)) {
      throw Refusal.of(403, "cross_site", "requests of other sites are refused");
    }
    if (origin != null && !sameSite(origin, host)) {
      throw Refusal.of(403, "cross_site", "requests of other sites are refused");
    }
  }

  private static boolean sameSite(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false; // "null" has no authority, other texts are no address
    }
  }

  /** The name in a header {@code Host}, without its port and without brackets. */
  private static Optional<String> host(String header) {
    if (header == null || header.isBlank()) {
      return Optional.empty();
    }
    String name =
        header.startsWith("[")
            ? header.replaceFirst("^\\[([^\\]]*)\\](:\\d+)?$", "$1")
            : header.replaceFirst(":\\d+$", "");
    return Optional.of(name.toLowerCase(Locale.ROOT));
  }

  /**
   * @param authorization the header {@code Authorization}; null where there is none
   * @throws Refusal if it does not hold the token
   */
  void checkToken(String authorization) {
    if (token.isEmpty()) {
      return;
    }
    boolean bearer =
        authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    byte[] given =
        bearer
            ? authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    // takes the same time whatever is wrong with it, but for its length
    if (!MessageDigest.isEqual(token.get(), given)) {
      throw Refusal.of(
          401, "unauthorized", "the token is missing or wrong; send Authorization: Bearer TOKEN");
    }
  }
}
