package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium that is spoken to in its DevTools protocol, over a socket of its own. */
public final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final List<String> complaints = new ArrayList<>();
  private int calls;
  private volatile String origin = "file:"; // of what is shown

  private Browser(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Messages())
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** The program, if there is one on the PATH. */
  public static Optional<Path> program() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty page. */
  public static Browser open(Path program, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    Path written = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < 10 * SECONDS && !complete(written); i++) {
      Thread.sleep(100);
    }
    int port = Integer.parseInt(Files.readAllLines(written).get(0));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    String targets =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonNode target : JSON.readTree(targets)) {
      if (target.path("type").asText().equals("page")) {
        Browser browser =
            new Browser(process, URI.create(target.path("webSocketDebuggerUrl").asText()));
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
          browser.call(domain + ".enable", JSON.createObjectNode());
        }
        browser.call(
            "Emulation.setFocusEmulationEnabled", JSON.createObjectNode().put("enabled", true));
        return browser;
      }
    }
    process.destroy();
    throw new IOException("no page among " + targets);
  }

  private static boolean complete(Path file) throws IOException {
    return Files.exists(file) && Files.readAllLines(file).size() > 1;
  }

  /** Shows a file in a window of this size, and waits until it is loaded. */
  public void show(Path file, int width, int height, boolean mobile) throws Exception {
    show(file.toUri(), width, height, mobile);
  }

  /** Shows an address in a window of this size, and waits until it is loaded. */
  public void show(URI address, int width, int height, boolean mobile) throws Exception {
    origin = address.getScheme().equals("file") ? "file:" : address.resolve("/").toString();
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", mobile));
    events.clear();
    call("Page.navigate", JSON.createObjectNode().put("url", address.toString()));
    while (true) {
      JsonNode event = events.poll(SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new IOException(address + ": was not loaded in " + SECONDS + " s");
      }
      if (event.path("method").asText().equals("Page.loadEventFired")) {
        return;
      }
    }
  }

  /** What a script of the protocol, which no content policy forbids, says of the page. */
  public JsonNode evaluate(String script) throws Exception {
    JsonNode reply =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode().put("expression", script).put("returnByValue", true));
    if (reply.has("exceptionDetails")) {
      throw new IOException(script + ": " + reply.get("exceptionDetails"));
    }
    return reply.path("result").path("value");
  }

  /** Whether a condition of the page holds within half a minute. */
  public boolean becomes(String condition) throws Exception {
    for (int i = 0; i < 300; i++) {
      Thread.sleep(100);
      if (evaluate(condition).asBoolean()) {
        return true;
      }
    }
    return false;
  }

  /** Keeps a picture in the folder of {@code -Drrm.screenshots}, if there is one. */
  public static void keep(String name, byte[] bytes) throws IOException {
    String shots = System.getProperty("rrm.screenshots", "");
    if (!shots.isEmpty()) {
      Files.write(Files.createDirectories(Path.of(shots)).resolve(name), bytes);
    }
  }

  /** Texts whose contrast is too low, with it; empty where there are none. */
  public String faint() throws Exception {
    return evaluate(FAINT).asText();
  }

  /** Taps at a point of the window with a finger. */
  public void tap(double x, double y) throws Exception {
    ObjectNode down = JSON.createObjectNode().put("type", "touchStart");
    down.putArray("touchPoints").addObject().put("x", x).put("y", y);
    call("Input.dispatchTouchEvent", down);
    ObjectNode up = JSON.createObjectNode().put("type", "touchEnd");
    up.putArray("touchPoints");
    call("Input.dispatchTouchEvent", up);
  }

  /** Whether pages are shown as somebody who prefers dark ones sees them. */
  public void dark(boolean preferred) throws Exception {
    ObjectNode media = JSON.createObjectNode().put("media", "");
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", preferred ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  /** Whether scripts of pages may run; {@link #evaluate} may in any case. */
  public void scripts(boolean allowed) throws Exception {
    call("Emulation.setScriptExecutionDisabled", JSON.createObjectNode().put("value", !allowed));
  }

  /** Errors and so on until now are forgotten. */
  public void forgive() {
    synchronized (complaints) {
      complaints.clear();
    }
  }

  /** A picture of the whole page, or of its window. */
  public byte[] png(boolean whole) throws Exception {
    return Base64.getDecoder()
        .decode(
            call(
                    "Page.captureScreenshot",
                    JSON.createObjectNode().put("captureBeyondViewport", whole))
                .path("data")
                .asText());
  }

  /** The page as it is printed on A4. */
  public byte[] pdf() throws Exception {
    ObjectNode paper = JSON.createObjectNode().put("paperWidth", 8.27).put("paperHeight", 11.69);
    return Base64.getDecoder().decode(call("Page.printToPDF", paper).path("data").asText());
  }

  /** Errors and warnings of the console, exceptions, and requests to anywhere else. */
  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = ++calls;
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.put(id, reply);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    socket.sendText(message.toString(), true).join();
    JsonNode answer = reply.get(SECONDS, TimeUnit.SECONDS);
    if (answer.has("error")) {
      throw new IOException(method + ": " + answer.get("error"));
    }
    return answer.path("result");
  }

  private void hear(JsonNode message) {
    if (message.has("id")) {
      replies.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode parameters = message.path("params");
    boolean complaint =
        switch (message.path("method").asText()) {
          case "Log.entryAdded" ->
              List.of("error", "warning").contains(parameters.path("entry").path("level").asText());
          case "Runtime.consoleAPICalled", "Runtime.exceptionThrown" -> true;
          case "Network.requestWillBeSent" ->
              !parameters.path("request").path("url").asText().startsWith(origin);
          default -> false;
        };
    if (complaint) {
      synchronized (complaints) {
        complaints.add(message.toString());
      }
    }
    events.add(message);
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    List<ProcessHandle> helpers = process.descendants().toList(); // they write into the profile too
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    for (ProcessHandle helper : helpers) {
      helper.destroyForcibly();
      helper.onExit().get(SECONDS, TimeUnit.SECONDS);
    }
  }

  private final class Messages implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          hear(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new IllegalStateException("the browser sends no JSON", e);
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** The texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3), with their contrast. */
  private static final String FAINT =
      """
      (() => {
        const parse = c => c.match(/[0-9.]+/g).map(Number);
        const luminance = c => c.slice(0, 3).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) { return c; }
          }
          return [255, 255, 255];
        };
        const faint = new Set();
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const e = texts.currentNode.parentElement;
          if (!texts.currentNode.data.trim() || !e.getClientRects().length || e.closest('svg, script, style')) {
            continue;
          }
          const [a, b] = [luminance(parse(getComputedStyle(e).color)), luminance(ground(e))];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) {
            faint.add(e.tagName + '.' + e.className + ' ' + contrast.toFixed(2));
          }
        }
        return [...faint].join();
      })()
      """;
}
