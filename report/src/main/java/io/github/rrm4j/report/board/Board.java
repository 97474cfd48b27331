package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.page.ReportPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pages on what is below a folder, made when they are asked for. Reads files only, also while a
 * run writes them; what is asked for by name must be among the folders that it found itself, so no
 * name leads out of the folder. Its methods may be called from several threads.
 */
public final class Board {

  /** What there is. */
  public static final String INDEX = "/runs";

  /** One folder, or several over each other: {@code of}, once for each. */
  public static final String VIEW = "/runs/view";

  /** The judgements of a folder: {@code of}, and what {@link JudgementFilter} reads. */
  public static final String JUDGEMENTS = "/runs/judgements";

  /** Two judgements of a pair: {@code of}, once for each folder, {@code pair}, and both places. */
  public static final String DIFFERENCE = "/runs/difference";

  private static final int KEPT = 16; // pages

  private final Path root;
  private final Map<String, Answer> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * What is answered.
   *
   * @param status 200, 304 where the asker has the page already, 400 or 404
   * @param html the page; empty with 304
   * @param tag changes when the page does
   * @param policy of what the page may load, for the header
   */
  public record Answer(int status, String html, String tag, String policy) {

    /** What a page of the board may do, beside its own policy. */
    static final String OWN = "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** A page that lay in a folder, whoever wrote it. */
    static final String FOUND =
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

    static Answer of(int status, ReportPage page, String tag) {
      return new Answer(status, page.html(), tag, page.policy() + OWN);
    }
  }

  /**
   * @param root the folder, such as {@code runs}
   * @throws InvalidInput if it is not a folder
   */
  public Board(Path root) {
    if (!Files.isDirectory(root)) {
      throw new InvalidInput(root + ": is not a folder; name the folder that runs are written to");
    }
    this.root = root.toAbsolutePath().normalize();
    Chart.withoutScreen();
  }

  /**
   * Answers a browser.
   *
   * @param path one of the four
   * @param parameters decoded
   * @param known the tag of the page that the asker has; empty if it has none
   */
  public Answer answer(String path, Map<String, List<String>> parameters, String known)
      throws IOException {
    Query query = new Query(parameters);
    List<BoardFolder> folders = BoardFolder.under(root);
    List<BoardFolder> named = new ArrayList<>();
    for (String name : query.all("of")) {
      Optional<BoardFolder> one =
          folders.stream().filter(folder -> folder.name().equals(name)).findFirst();
      if (one.isEmpty()) {
        return problem(404, name + ": no such folder with anything to show below " + root);
      }
      named.add(one.get());
    }
    List<BoardFolder> shown = path.equals(INDEX) ? folders : named.stream().distinct().toList();
    if (shown.isEmpty() && !path.equals(INDEX)) {
      return problem(400, "of: is missing, must name a folder; begin at " + INDEX);
    }
    String address = query.address(path);
    String tag = tag(address, shown);
    if (tag.equals(known)) {
      return new Answer(304, "", tag, "");
    }
    synchronized (kept) {
      Answer before = kept.get(address);
      if (before != null && before.tag().equals(tag)) {
        return before;
      }
    }
    try {
      Answer answer = made(path, query, shown, tag);
      synchronized (kept) {
        kept.put(address, answer);
      }
      return answer;
    } catch (InvalidInput e) {
      return problem(400, e.getMessage());
    }
  }

  private Answer made(String path, Query query, List<BoardFolder> shown, String tag)
      throws IOException {
    if (path.equals(VIEW) && shown.size() == 1 && shown.get(0).written()) {
      String page = Files.readString(shown.get(0).path().resolve("index.html"));
      return new Answer(200, page, tag, Answer.FOUND);
    }
    ReportPage page =
        switch (path) {
          case INDEX -> new IndexPage(root, shown).page();
          case VIEW -> new ViewPage(shown).page();
          case JUDGEMENTS -> new JudgementsPage(shown.get(0), JudgementFilter.of(query)).page();
          case DIFFERENCE -> new DifferencePage(shown, query).page();
          default -> throw new InvalidInput(path + ": is no page; begin at " + INDEX);
        };
    return Answer.of(200, page, tag);
  }

  private static Answer problem(int status, String message) {
    return Answer.of(status, Pages.problem(message), "");
  }

  private static String tag(String address, List<BoardFolder> folders) {
    StringBuilder state = new StringBuilder(address);
    folders.forEach(one -> state.append('\n').append(one.name()).append(' ').append(one.state()));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(state.toString().getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
