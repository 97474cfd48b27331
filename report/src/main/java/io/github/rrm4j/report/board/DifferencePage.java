package io.github.rrm4j.report.board;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.report.board.Pages.Choice;
import io.github.rrm4j.report.page.Html;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ShownJudgement;
import io.github.rrm4j.report.section.JudgementWriter;
import io.github.rrm4j.statistics.table.Numbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two judgements of one pair beside each other, with what is different marked: of two steps, two
 * samples, both orders, or two runs.
 */
final class DifferencePage {

  private static final int MOST = 400; // judgements of a pair that can be chosen from

  private final List<BoardFolder> folders;
  private final Query query;
  private final String pair;
  private final Map<String, ShownJudgement> judgements = new LinkedHashMap<>(); // by their keys
  private long left;

  DifferencePage(List<BoardFolder> folders, Query query) {
    this.folders = folders;
    this.query = query;
    this.pair = query.one("pair");
  }

  ReportPage page() throws IOException {
    for (int i = 0; i < folders.size(); i++) {
      int folder = i;
      ReadJudgements.each(folders.get(i).path(), one -> add(folder, one));
    }
    if (judgements.isEmpty()) {
      throw new InvalidInput("pair: is '" + pair + "', which has no judgement in these folders");
    }
    List<String> keys = List.copyOf(judgements.keySet());
    String first = judgements.containsKey(query.one("left")) ? query.one("left") : keys.get(0);
    String second =
        judgements.containsKey(query.one("right")) ? query.one("right") : other(keys, first);
    List<Part> introduction = new ArrayList<>();
    introduction.add(
        new Part.Facts("", List.of(Numbers.counted(judgements.size() + left, "judgement"))));
    if (left > 0) {
      introduction.add(
          new Part.Warning(
              Numbers.counted(left, "further judgement") + " of this pair cannot be chosen here."));
    }
    introduction.add(Pages.home());
    return new ReportPage(
        Pages.KIND,
        "Judgements of pair " + pair,
        introduction,
        new SectionList()
            .add("choice", "Which two", List.of(new Part.Markup(h -> form(h, first, second))))
            .add(
                "difference",
                "Difference",
                List.of(new Part.Markup(html -> difference(html, first, second))))
            .sections());
  }

  /** The last judgement with another text than the first, or the last one. */
  private String other(List<String> keys, String first) {
    String text = judgements.get(first).words().completion();
    for (int i = keys.size() - 1; i >= 0; i--) {
      if (!judgements.get(keys.get(i)).words().completion().equals(text)) {
        return keys.get(i);
      }
    }
    return keys.get(keys.size() - 1);
  }

  /** Its key says of which folder it is and where in its file, as an address has it. */
  private void add(int folder, ShownJudgement one) {
    if (!pair.isEmpty() && one.pair().equals(pair)) {
      if (judgements.size() < MOST) {
        judgements.put(folder + "-" + one.position(), one);
      } else {
        left++;
      }
    }
  }

  private void form(Html html, String first, String second) {
    List<Choice> choices = new ArrayList<>();
    judgements.forEach((key, one) -> choices.add(new Choice(key, words(key, one))));
    html.open("form", "class", "filter", "action", Board.DIFFERENCE, "method", "get");
    for (BoardFolder folder : folders) {
      html.single("input", "type", "hidden", "name", "of", "value", folder.name());
    }
    html.single("input", "type", "hidden", "name", "pair", "value", pair);
    Pages.select(html, "left", "left", choices, first);
    Pages.select(html, "right", "right", choices, second);
    html.element("button", "Show", "type", "submit").close();
  }

  private String words(String key, ShownJudgement one) {
    List<String> words = new ArrayList<>();
    if (folders.size() > 1) {
      words.add(source(key));
    }
    if (one.numbers().containsKey("step")) {
      words.add("step " + Numbers.plain(one.numbers().get("step")));
    }
    words.add(
        one.numbers().containsKey("sample")
            ? "sample " + Numbers.plain(one.numbers().get("sample"))
            : "line " + (one.position() + 1));
    if (!one.order().isEmpty()) {
      words.add(one.order());
    }
    words.add(JudgementWriter.word(one.outcome()));
    return String.join(", ", words);
  }

  private String source(String key) {
    return folders.get(Integer.parseInt(key.substring(0, key.indexOf('-')))).name();
  }

  private void difference(Html html, String first, String second) {
    ShownJudgement left = judgements.get(first);
    ShownJudgement right = judgements.get(second);
    boolean same = left.words().prompt().equals(right.words().prompt());
    if (same) {
      html.element("h4", "Prompt of both").element("pre", left.words().prompt(), "tabindex", "0");
    } else {
      html.element("h4", "Prompts");
      beside(html, WordDifference.of(left.words().prompt(), right.words().prompt()));
    }
    html.open("div", "class", "beside");
    facts(html, first, left);
    facts(html, second, right);
    html.close();
    html.element("h4", "Completions");
    if (left.words().completion().equals(right.words().completion())) {
      html.element("p", "Both say the same.", "class", "note");
    }
    beside(html, WordDifference.of(left.words().completion(), right.words().completion()));
  }

  private void facts(Html html, String key, ShownJudgement one) {
    JudgementWriter writer = new JudgementWriter(html);
    boolean colored = JudgementWriter.OUTCOMES.contains(one.outcome());
    html.open("div", "class", colored ? one.outcome() : "other").open("p", "class", "reason");
    writer.facts(one, folders.size() > 1 ? source(key) : "");
    html.close();
    writer.reward(one);
    html.close();
  }

  private static void beside(Html html, WordDifference difference) {
    html.open("div", "class", "beside");
    text(html, difference.left(), "del");
    text(html, difference.right(), "ins");
    html.close();
  }

  /** A text whose thinking is paler and whose own words are marked. */
  private static void text(Html html, List<WordDifference.Piece> pieces, String mark) {
    StringBuilder whole = new StringBuilder();
    pieces.forEach(piece -> whole.append(piece.text()));
    int answer = JudgementWriter.answer(whole.toString());
    html.open("pre", "tabindex", "0").open("span", "class", "thinking");
    int at = 0;
    for (WordDifference.Piece piece : pieces) {
      int end = at + piece.text().length();
      int cut = Math.min(Math.max(answer, at), end) - at;
      write(html, piece.text().substring(0, cut), piece.common(), mark);
      if (at <= answer && answer < end) {
        html.close();
      }
      write(html, piece.text().substring(cut), piece.common(), mark);
      at = end;
    }
    if (answer >= at) {
      html.close();
    }
    html.close();
  }

  private static void write(Html html, String text, boolean common, String mark) {
    if (common || text.isEmpty()) {
      html.text(text);
    } else {
      html.element(mark, text);
    }
  }
}
