package io.github.rrm4j.cli.judge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.option.MethodOption;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.Evaluation;
import io.github.rrm4j.judging.ListVote;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Ranked;
import io.github.rrm4j.judging.Ranker;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.TallyJson;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.Ratio;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rankings as JSON lines, and what they add up to; docs/scaling.md defines each field.
 *
 * @param fits how the judge was shown the two longest responses of each query
 */
record RankLines(RankingMethod method, Ranker.Result result, List<PromptFit> fits) {

  void write(OutputStream out) throws IOException {
    for (int i = 0; i < fits.size(); i++) {
      ObjectNode line = line(result.ranked().get(i));
      if (fits.get(i) != PromptFit.WHOLE) {
        line.put("fit", Word.of(fits.get(i)));
      }
      out.write(Json.line(line));
    }
  }

  private static int overlong(Ranked ranked) {
    return (int)
        ranked.matches().stream()
            .filter(played -> played.result().tally().all().overlong() > 0)
            .count();
  }

  private ObjectNode line(Ranked ranked) {
    ObjectNode line = Json.object().put("id", ranked.list().id());
    line.put("method", MethodOption.Name.of(method)).put("choice", ranked.choice());
    ArrayNode ranks = line.putArray("ranks");
    Arrays.stream(ranked.ranking().places()).forEach(ranks::add);
    ArrayNode ratings = line.putArray("ratings");
    Arrays.stream(ranked.ratings()).forEach(ratings::add);
    List<Interval> own = ranked.intervals();
    if (!own.isEmpty()) {
      ArrayNode intervals = line.putArray("intervals");
      own.forEach(i -> intervals.addArray().add(i.lower()).add(i.upper()));
      ArrayNode methods = line.putArray("interval_methods");
      own.forEach(i -> methods.add(i.method().word()));
    }
    ArrayNode teams = line.putArray("teams");
    ranked.teams().of().forEach(teams::add);
    matches(ranked, line);
    if (method == RankingMethod.LISTWISE) {
      votes(ranked, line);
    }
    line.put("cycles", ranked.cycles().successes()).put("triples", ranked.cycles().trials());
    if (ranked.list().scores().isPresent()) {
      line.put("gold_of_choice", ranked.list().scores().get().get(ranked.choice()));
      if (ranked.list().graded()) {
        line.put("right", ranked.right());
      }
      ranked.kendall().ifPresent(tau -> line.put("kendall", tau));
    }
    return line;
  }

  private static void votes(Ranked ranked, ObjectNode line) {
    List<Integer> names =
        IntStream.range(0, ranked.teams().count()).map(ranked.teams()::captain).boxed().toList();
    ArrayNode votes = line.putArray("votes");
    ranked.votes().forEach(vote -> vote.into(votes.addObject(), names));
    line.put("thinking_tokens", sum(ranked, ListVote::thinkingTokens))
        .put("tokens", sum(ranked, ListVote::tokens));
  }

  private static long sum(Ranked ranked, ToLongFunction<ListVote> tokens) {
    return ranked.votes().stream().mapToLong(tokens).sum();
  }

  private static void matches(Ranked ranked, ObjectNode line) {
    long tokens = 0;
    ArrayNode matches = line.putArray("matches");
    for (Ranked.Played played : ranked.matches()) {
      Match match = played.game().match();
      ObjectNode one =
          matches
              .addObject()
              .put("a", ranked.teams().captain(match.a()))
              .put("b", ranked.teams().captain(match.b()))
              .put("score", played.game().score());
      TallyJson.put(one, played.result().tally());
      tokens += played.result().thinkingTokens();
    }
    line.put("comparisons", ranked.matches().size()).put("thinking_tokens", tokens);
  }

  List<String> summary() {
    List<String> lines = new ArrayList<>();
    Ratio cycles =
        new Ratio(
            result.ranked().stream()
                .map(Ranked::cycles)
                .map(some -> new Ratio.Unit(some.successes(), some.trials()))
                .toList());
    int overlong = result.ranked().stream().mapToInt(RankLines::overlong).sum();
    if (overlong > 0) {
      lines.add(text("%d comparisons too long for the judge, counted as draws", overlong));
    }
    lines.add(
        text(
            "%s of %d queries: %s, %d thinking tokens; cycles %s",
            MethodOption.Name.of(method),
            result.ranked().size(),
            method == RankingMethod.LISTWISE ? rankings() : comparisons(),
            result.cost().thinkingTokens(),
            cycles.units().isEmpty() ? "none possible" : cycles(cycles)));
    List<Ranked> graded = result.ranked().stream().filter(r -> r.list().graded()).toList();
    if (!graded.isEmpty()) {
      lines.add(gold(graded));
    }
    return lines;
  }

  private String comparisons() {
    return text(
        "%d comparisons, %d judgements", result.cost().comparisons(), result.cost().judgements());
  }

  /** How many rankings there are, and why some are none. */
  private String rankings() {
    Map<Verdict, Long> none =
        result.ranked().stream()
            .flatMap(ranked -> ranked.votes().stream())
            .flatMap(vote -> vote.none().stream())
            .collect(Collectors.groupingBy(why -> why, TreeMap::new, Collectors.counting()));
    long unranked = result.ranked().stream().filter(RankLines::unranked).count();
    return text(
        "%d rankings%s%s",
        result.cost().judgements(),
        none.isEmpty()
            ? ""
            : none.entrySet().stream()
                .map(why -> text("%d %s", why.getValue(), Word.of(why.getKey())))
                .collect(Collectors.joining(", ", " (unreadable: ", ")")),
        unranked == 0 ? "" : text(", %d queries without one, all their responses equal", unranked));
  }

  private static boolean unranked(Ranked ranked) {
    return ranked.teams().count() > 1
        && ranked.votes().stream().noneMatch(vote -> vote.ranking().isPresent());
  }

  private static String cycles(Ratio cycles) {
    Interval interval = cycles.interval(true, Evaluation.CONFIDENCE, Key.of(0, "cycles"));
    return text(
        "%.0f of %.0f triples, %s (%s)",
        cycles.value() * cycles.denominator(),
        cycles.denominator(),
        interval.percent(cycles.value()),
        interval.method().label());
  }

  private static String gold(List<Ranked> graded) {
    double[] right = graded.stream().mapToDouble(Ranked::right).toArray();
    double[] random = graded.stream().mapToDouble(RankLines::lot).toArray();
    double[] taus =
        graded.stream()
            .map(Ranked::kendall)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    Interval best = ItemMeans.shareInterval(right);
    return text(
        "best of n %s (%s) of %d queries with gold, by lot %.1f %%; Kendall's tau-b %s",
        best.percent(ItemMeans.average(right)),
        best.method().label(),
        graded.size(),
        100 * ItemMeans.average(random),
        taus.length == 0 ? "unknown" : tau(taus));
  }

  private static String tau(double[] taus) {
    Interval interval = ItemMeans.interval(taus).orReach(taus.length, -1, 1, Evaluation.CONFIDENCE);
    return text(
        "%.3f [%.3f, %.3f] (%s)",
        ItemMeans.average(taus), interval.lower(), interval.upper(), interval.method().label());
  }

  private static double lot(Ranked ranked) {
    int n = ranked.list().responses().size();
    long best = 0;
    for (int i = 0; i < n; i++) {
      best += ranked.list().best(i) ? 1 : 0;
    }
    return (double) best / n;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
