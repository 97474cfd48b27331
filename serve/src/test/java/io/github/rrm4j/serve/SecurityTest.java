package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.serve.ServeSettings.Address;
import io.github.rrm4j.serve.dialect.Dialects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sends who means no good. */
class SecurityTest {

  private static final String PAIR = "{\"prompt\": \"1 + 2\", \"responses\": [\"3\", \"4\"]}";

  @TempDir static Path folder;
  private static ScriptedEngine engine;
  private static JudgeServer server;
  private static Client client;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    engine = new ScriptedEngine(folder.resolve("model"));
    server = JudgeServer.start(Client.settings(engine.spec(), folder.resolve("store")));
    client = new Client(server);
    port = URI.create(server.url()).getPort();
  }

  @AfterAll
  static void stop() {
    server.close();
    engine.close();
  }

  /** Sends bytes as they are; what comes back until the server closes. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String get(String path, String... headers) throws IOException {
    return raw(
        "GET " + path + " HTTP/1.1\r\n" + String.join("", headers) + "Connection: close\r\n\r\n");
  }

  private static String status(String response) {
    return response.substring(0, Math.min(12, response.length()));
  }

  @Test
  void everyRouteButHealthNeedsTheToken() throws IOException {
    String host = "Host: 127.0.0.1\r\n";
    List<String> paths = new ArrayList<>(Dialects.paths());
    paths.addAll(List.of("/v1/judge", "/admin/reload", "/metrics", "/v1/models", "/none"));
    for (String path : paths) {
      for (String header :
          List.of(
              "",
              "Authorization: Bearer wrong\r\n",
              "Authorization: Bearer \r\n",
              "Authorization: Basic " + Client.TOKEN + "\r\n",
              "Authorization: Bearer " + Client.TOKEN + "x\r\n",
              "X-Api-Key: " + Client.TOKEN + "\r\n")) {
        String response =
            raw(
                "POST "
                    + path
                    + " HTTP/1.1\r\n"
                    + host
                    + header
                    + "Content-Type: application/json\r\n"
                    + "Content-Length: 2\r\n"
                    + "Connection: close\r\n\r\n"
                    + "{}");
        assertEquals("HTTP/1.1 401", status(response), path + " " + header);
        assertTrue(response.contains("WWW-Authenticate: Bearer"), response);
      }
      assertEquals("HTTP/1.1 401", status(get(path, host)), path);
    }
    assertEquals("HTTP/1.1 200", status(get("/health", host)));
    assertEquals("HTTP/1.1 200", status(get("/ready", host)));
    for (String path : Resources.paths()) {
      String page = get(path, host);
      assertEquals("HTTP/1.1 200", status(page), path);
      assertTrue(page.contains("Content-Security-Policy: default-src 'none'"), page);
    }
  }

  @Test
  void pagesOfOtherSitesAreRefused() throws IOException {
    String token = "Authorization: Bearer " + Client.TOKEN + "\r\n";
    assertEquals("HTTP/1.1 421", status(get("/ready", "Host: evil.example\r\n")));
    assertEquals("HTTP/1.1 421", status(get("/ready", "Host: 127.0.0.1.evil.example:80\r\n")));
    assertEquals("HTTP/1.1 200", status(get("/ready", "Host: LOCALHOST:" + port + "\r\n")));
    assertEquals("HTTP/1.1 200", status(get("/ready", "Host: [::1]:" + port + "\r\n")));
    String host = "Host: 127.0.0.1:" + port + "\r\n";
    for (String origin :
        List.of("http://evil.example", "null", "http://127.0.0.1:1", "file://", "x y")) {
      assertEquals(
          "HTTP/1.1 403",
          status(get("/v1/models", host, token, "Origin: " + origin + "\r\n")),
          origin);
    }
    assertEquals(
        "HTTP/1.1 403", status(get("/v1/models", host, token, "Sec-Fetch-Site: cross-site\r\n")));
    String own = "Origin: http://127.0.0.1:" + port + "\r\n";
    String response = get("/v1/models", host, token, own);
    assertEquals("HTTP/1.1 200", status(response));
    assertFalse(response.contains("Access-Control-Allow"), response);
    // what a form can send
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "x")) {
      HttpResponse<String> form =
          client.send(
              client
                  .request("/v1/judge")
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(PAIR)));
      assertEquals(415, form.statusCode(), type);
    }
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsRead() throws IOException {
    String long1 = "{\"prompt\": \"" + "1".repeat(200_000) + "\"}";
    // the client may still be sending when it is refused, and gets its answer all the same
    for (int i = 0; i < 100; i++) {
      assertEquals(413, client.send(client.post("/v1/judge", long1)).statusCode());
    }
    HttpResponse<String> chunked =
        client.send(
            client
                .request("/v1/judge")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(long1.getBytes(StandardCharsets.UTF_8)))));
    assertEquals(413, chunked.statusCode());
    String header = "Host: 127.0.0.1\r\nX: " + "y".repeat(40_000) + "\r\n";
    assertEquals("HTTP/1.1 431", status(get("/ready", header)));
    client.answer("/v1/judge", PAIR);
  }

  @Test
  void whatIsNoJsonIsRefusedInOneLine() {
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "\"a\"",
            "{\"prompt\": \"1\", \"prompt\": \"2\", \"responses\": [\"3\", \"4\"]}",
            PAIR + "{}",
            "{\"seed\": NaN}",
            "[".repeat(5000),
            "{\"prompt\": \"\\ud800\", \"responses\": [1, 2]}")) {
      HttpResponse<String> response = client.send(client.post("/v1/judge", body));
      assertEquals(400, response.statusCode(), body + response.body());
      assertEquals(1, response.body().lines().count());
    }
    HttpResponse<String> latin =
        client.send(
            client
                .request("/v1/judge")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xE4, '"'})));
    assertTrue(Client.json(latin, 400).toString().contains("not UTF-8"));
  }

  @Test
  void aBodyThatTricklesInIsCutOff() throws IOException {
    // one byte now and then keeps the connection from being idle
    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /v1/judge HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                  + Client.TOKEN
                  + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      int sent = 0;
      while (in.available() == 0 && sent < 900) {
        try {
          out.write(' ');
          out.flush();
          sent++;
          Thread.sleep(20);
        } catch (IOException closed) {
          break; // the server has gone
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      assertTrue(sent < 900, "the server took all of it");
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write("GET /ready HTTP/1.1\r\nHo".getBytes(StandardCharsets.UTF_8));
      socket.setSoTimeout(60_000);
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertFalse(answer.contains("200"), answer);
    }
  }

  @Test
  void headersCannotBeMadeOfWhatIsSent() throws IOException {
    String host = "Host: 127.0.0.1\r\n";
    for (String path :
        List.of(
            "/ready%0d%0aX-Evil:%20yes", "/v1/judge?x=%0d%0aX-Evil:%20yes", "/%0d%0aX-Evil:yes")) {
      assertFalse(get(path, host).contains("\r\nX-Evil"), path);
    }
    String split = get("/ready", host, "X-Timeout-Seconds: 1\r\n X-Evil: yes\r\n");
    assertFalse(split.contains("X-Evil"), split);
    String two = get("/ready", host, "Host: evil.example\r\n");
    assertEquals("HTTP/1.1 400", status(two));
    String smuggled =
        raw(
            "POST /v1/judge HTTP/1.1\r\n"
                + "Host: 127.0.0.1\r\n"
                + "Content-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Connection: close\r\n\r\n"
                + "0\r\n\r\n");
    assertFalse(smuggled.contains(" 200"), smuggled);
    String id =
        "{\"id\": \"a\\r\\nX-Evil: yes\", \"prompt\": \"1\", \"responses\": [\"3\", \"4\"]}";
    HttpResponse<String> named = client.send(client.post("/v1/judge", id));
    assertEquals(200, named.statusCode());
    assertEquals(Optional.empty(), named.headers().firstValue("X-Evil"));
  }

  @Test
  void pathsLeadNowhereElse() throws IOException {
    String host = "Host: 127.0.0.1\r\nAuthorization: Bearer " + Client.TOKEN + "\r\n";
    for (String path :
        List.of(
            "/../../../../etc/passwd",
            "/..%2f..%2fetc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/openapi.yaml/../JudgeServer.class",
            "/openapi.yaml%00.txt",
            "/public/openapi.yaml",
            "//etc/passwd",
            "/..;/metrics",
            "/openapi.yaml/")) {
      String response = get(path, host);
      assertFalse(response.contains("root:"), path);
      assertFalse(status(response).endsWith("200"), path + " " + status(response));
      assertFalse(response.contains("io.javalin") || response.contains("jetty"), response);
    }
  }

  @Test
  void noSecretIsShown() {
    ServeSettings settings = Client.settings(engine.spec(), folder.resolve("store"));
    assertFalse(settings.toString().contains(Client.TOKEN));
    HttpResponse<String> wrong =
        client.send(client.post("/v1/judge", "{\"token\": \"" + Client.TOKEN + "\"}"));
    assertFalse(wrong.headers().toString().contains(Client.TOKEN));
  }

  @Test
  void withoutATokenItListensOnThisMachineAlone() {
    ServeSettings usual = Client.settings(engine.spec(), folder.resolve("other"));
    for (String host : List.of("0.0.0.0", "::")) {
      InvalidInput refused =
          assertThrows(
              InvalidInput.class,
              () ->
                  new ServeSettings(
                      usual.judge(),
                      usual.asking(),
                      usual.limits(),
                      new Address(host, 0, List.of()),
                      Optional.empty(),
                      usual.store(),
                      usual.cohort(),
                      usual.rule(),
                      usual.idle(),
                      Optional.empty()));
      assertTrue(refused.getMessage().contains("there is no token"), refused.getMessage());
    }
  }
}
