package io.github.rrm4j.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A page: a title, an introduction and sections. It is one file that holds everything it shows. Its
 * content policy forbids the network and every script but {@code search.js}, which is on pages that
 * can be searched and which they can be read without.
 *
 * @param kind what it is a page of, such as {@code RRM4J run}
 */
public record ReportPage(
    String kind, String title, List<Part> introduction, List<Section> sections) {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  public String html() {
    boolean searched =
        sections.stream()
            .flatMap(section -> section.parts().stream())
            .anyMatch(part -> part instanceof Part.Markup markup && markup.searched());
    String script = searched ? resource("search.js") : "";
    Html html = new Html();
    SectionWriter writer = new SectionWriter(html);
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", policy(script));
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title + " - RRM4J");
    html.open("style").trusted(resource("report.css")).close().close();
    html.open("body").open("header");
    html.element("p", kind, "class", "kind").element("h1", title);
    writer.write(introduction);
    html.close().open("main");
    sections.forEach(writer::write);
    html.close();
    if (searched) {
      html.open("script").trusted(script).close();
    }
    html.close().close();
    return html.markup();
  }

  /** Its texts and tables as Markdown, without figures. */
  public String markdown() {
    return new MarkdownWriter().write(this);
  }

  /** The policy of a page; no script but the one with this text can run in it. */
  private static String policy(String script) {
    if (script.isEmpty()) {
      return POLICY;
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(script.getBytes(StandardCharsets.UTF_8));
      return POLICY + "; script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream text = ReportPage.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from the class path", e);
    }
  }
}
