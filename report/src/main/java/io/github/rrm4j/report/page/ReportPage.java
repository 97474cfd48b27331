package io.github.rrm4j.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A page: a title, an introduction and sections. It is one file that holds everything it shows and
 * needs neither script nor network; its content policy forbids both.
 *
 * @param kind what it is a page of, such as {@code RRM4J run}
 */
public record ReportPage(
    String kind, String title, List<Part> introduction, List<Section> sections) {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  public String html() {
    Html html = new Html();
    SectionWriter writer = new SectionWriter(html);
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title + " - RRM4J");
    html.open("style").trusted(style()).close().close();
    html.open("body").open("header");
    html.element("p", kind, "class", "kind").element("h1", title);
    writer.write(introduction);
    html.close().open("main");
    sections.forEach(writer::write);
    html.close().close().close();
    return html.markup();
  }

  /** Its texts and tables as Markdown, without figures. */
  public String markdown() {
    return new MarkdownWriter().write(this);
  }

  private static String style() {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read from the class path", e);
    }
  }
}
