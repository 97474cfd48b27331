package io.github.rrm4j.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A page: a title, an introduction and sections. It is one file that holds everything it shows. Its
 * content policy forbids every script but those of {@link PageScript} that its parts need, and the
 * network, but for the page's own address where it is a live one.
 *
 * @param kind what it is a page of, such as {@code RRM4J run}
 */
public record ReportPage(
    String kind, String title, List<Part> introduction, List<Section> sections) {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  public String html() {
    Set<PageScript> scripts = scripts();
    Html html = new Html();
    SectionWriter writer = new SectionWriter(html);
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", policy());
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title + " - RRM4J");
    html.open("style").trusted(resource("report.css")).close().close();
    html.open("body").open("header");
    html.element("p", kind, "class", "kind").element("h1", title);
    writer.write(introduction);
    html.close().open("main");
    sections.forEach(writer::write);
    html.close();
    scripts.forEach(script -> html.open("script").trusted(resource(script.file())).close());
    html.close().close();
    return html.markup();
  }

  private Set<PageScript> scripts() {
    Set<PageScript> scripts = EnumSet.noneOf(PageScript.class);
    Stream.concat(introduction.stream(), sections.stream().flatMap(one -> one.parts().stream()))
        .filter(Part.Markup.class::isInstance)
        .forEach(part -> scripts.addAll(((Part.Markup) part).scripts()));
    return scripts;
  }

  /** Its texts and tables as Markdown, without figures. */
  public String markdown() {
    return new MarkdownWriter().write(this);
  }

  /** Its content policy: no scripts but its own can run in it. */
  public String policy() {
    Set<PageScript> scripts = scripts();
    if (scripts.isEmpty()) {
      return POLICY;
    }
    StringJoiner allowed = new StringJoiner(" ", "; script-src ", "");
    StringBuilder policy = new StringBuilder(POLICY);
    for (PageScript script : scripts) {
      allowed.add("'sha256-" + digest(resource(script.file())) + "'");
      policy.append(script.policy().isEmpty() ? "" : "; " + script.policy());
    }
    return policy + allowed.toString();
  }

  private static String digest(String script) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
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
