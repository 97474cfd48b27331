package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.MatrixItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * RM-Bench: a right and a wrong response in three styles each (concise, detailed, detailed in
 * markdown), all nine comparisons.
 *
 * <p>Source: Liu et al. 2024, "RM-Bench", arXiv 2410.16184; a list of {id, prompt, chosen[3],
 * rejected[3], domain}. With row i the style of the right response and column j that of the wrong
 * one, hard is the upper triangle, normal the diagonal, easy the lower triangle. Domains: chat,
 * math, code, and safety, whose items are those of safety-refuse and of safety-response together,
 * as in the owners' {@code scripts/utils.py}. What is over all domains is the plain mean of the
 * four.
 *
 * <p>The owners publish {@code total_dataset.json} and, beside it, the same records in a file of
 * each domain; where the former is there the latter are not read. Where a record has no domain, its
 * id ({@code math/12}) or the name of its file says it. The ids of a domain's file are numbers that
 * other domains have too, so that the domain becomes a part of them.
 */
final class RmBench implements Benchmark {

  private static final int STYLES = 3;
  private static final Map<String, Set<String>> DOMAINS = domains();
  private static final Map<String, Integer> SIZES = sizes();
  private static final Map<String, String> WORDS = words();
  private static final String WHOLE = "total_dataset";

  private static Map<String, Set<String>> domains() {
    Map<String, Set<String>> domains = new LinkedHashMap<>();
    domains.put("chat", Set.of("chat"));
    domains.put("math", Set.of("math"));
    domains.put("code", Set.of("code"));
    domains.put("safety", Set.of("safety-refuse", "safety-response"));
    return domains;
  }

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("safety-refuse", 284);
    sizes.put("safety-response", 157);
    sizes.put("chat", 129);
    sizes.put("math", 529);
    sizes.put("code", 228);
    return sizes;
  }

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    SIZES.keySet().forEach(domain -> words.put(domain, domain));
    return words;
  }

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "rm-bench",
        "RM-Bench: three styles against three, in four domains (Liu et al. 2024)",
        Orders.ONE);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return new Records(path, "id", "prompt", "chosen", "rejected", "domain")
        .in(new PublishedFolder(RmBench::part))
        .read(RmBench::item, notes);
  }

  private static Optional<Part> part(DataFile file) {
    return file.path().getFileName().toString().startsWith(WHOLE)
        ? Optional.of(Part.BENCHMARK)
        : Records.named(file.path(), 1, WORDS).map(domain -> Part.VERSION);
  }

  private static Item item(Row row, Records records) {
    String own = Records.id(row, "id");
    String domain = domain(row, own);
    boolean numbered = row.has("id") && !row.has("domain") && !own.startsWith(domain);
    String id = numbered ? domain + "/" + own : own;
    return MatrixItem.of(
        records.unique(id),
        domain,
        Records.query(row, "prompt"),
        styles(row, "chosen"),
        styles(row, "rejected"));
  }

  private static List<String> styles(Row row, String field) {
    List<String> responses = Records.responses(row, field);
    if (responses.size() != STYLES) {
      throw row.invalid(
          "field '%s' has %d responses, must have %d (concise, detailed, markdown), correct the record",
          field, responses.size(), STYLES);
    }
    return responses;
  }

  private static String domain(Row row, String id) {
    Optional<String> own = row.optionalText("domain").or(() -> Optional.of(id.split("[/:]", 2)[0]));
    return own.filter(WORDS::containsKey)
        .or(() -> Records.named(row, 1, WORDS))
        .orElseThrow(
            () ->
                row.invalid(
                    "field 'domain' is %s, must be one of %s, add it",
                    Records.shown(row.value("domain")), WORDS.keySet()));
  }

  @Override
  public Optional<String> section(String subset) {
    return DOMAINS.keySet().stream()
        .filter(domain -> DOMAINS.get(domain).contains(subset))
        .findFirst();
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    Set<String> there = Averages.subsets(items);
    List<String> domains =
        DOMAINS.keySet().stream().filter(d -> there.containsAll(DOMAINS.get(d))).toList();
    List<Metric> metrics = new ArrayList<>();
    if (domains.size() == DOMAINS.size()) {
      metrics.add(overall("overall", Scored::credit));
      for (String name : List.of(MatrixItem.HARD, MatrixItem.NORMAL, MatrixItem.EASY)) {
        metrics.add(overall(name, item -> item.value(name)));
      }
      for (int i = 0; i < STYLES; i++) {
        for (int j = 0; j < STYLES; j++) {
          String cell = MatrixItem.cell(i, j);
          metrics.add(overall("matrix/" + cell, item -> item.value(cell)));
        }
      }
    }
    for (String domain : domains) {
      metrics.add(ofDomain("section/" + domain, domain, Scored::credit));
      for (String name : List.of(MatrixItem.HARD, MatrixItem.NORMAL, MatrixItem.EASY)) {
        metrics.add(ofDomain("section/" + domain + "/" + name, domain, item -> item.value(name)));
      }
    }
    metrics.addAll(Averages.ofSubsets(items));
    return metrics;
  }

  private static Metric overall(String name, ToDoubleFunction<Scored> number) {
    return Metric.composed(
        name,
        item -> true,
        items -> Averages.plain(DOMAINS.values(), subsets -> mean(items, subsets, number)));
  }

  private static Metric ofDomain(String name, String domain, ToDoubleFunction<Scored> number) {
    Set<String> subsets = DOMAINS.get(domain);
    return Metric.mean(name, item -> subsets.contains(item.subset()), number);
  }

  private static double mean(
      List<Scored> items, Set<String> subsets, ToDoubleFunction<Scored> number) {
    return Metric.average(
        items.stream().filter(item -> subsets.contains(item.subset())).toList(), number);
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return Averages.missing(items, SIZES, "queries");
  }
}
