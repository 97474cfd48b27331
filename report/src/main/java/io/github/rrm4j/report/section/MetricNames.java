package io.github.rrm4j.report.section;

import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a benchmark as a reader finds them: the main numbers, then section by section what
 * belongs to it, without the prefixes that result files have.
 */
final class MetricNames {

  static final String MAIN = "Main numbers";

  private static final String SUBSETS = "Subsets";
  private static final Pattern PART =
      Pattern.compile("(?:(?!section/|subset/)([^/]+)/)?(section|subset)/(.+)");

  /**
   * A metric.
   *
   * @param metric as results call it
   * @param label its name within the group
   */
  record Named(String metric, String group, String label) {}

  private final Optional<Benchmark> benchmark;
  private final Set<String> sections = new LinkedHashSet<>();

  private MetricNames(Optional<Benchmark> benchmark) {
    this.benchmark = benchmark;
  }

  /**
   * The metrics, those of a group one after the other and the main numbers first.
   *
   * @param benchmark that they are of; one that is not known has no sections of its subsets
   */
  static List<Named> of(String benchmark, Collection<String> metrics) {
    MetricNames names =
        new MetricNames(
            Benchmarks.all().stream().filter(one -> one.name().equals(benchmark)).findFirst());
    for (String metric : metrics) {
      Matcher part = PART.matcher(metric);
      if (part.matches() && part.group(2).equals("section")) {
        names.sections.add(part.group(3));
      }
    }
    Map<String, List<Named>> groups = new LinkedHashMap<>();
    groups.put(MAIN, new ArrayList<>());
    names.sections.forEach(section -> groups.put(section, new ArrayList<>())); // in their order
    for (String metric : metrics) {
      Named named = names.named(metric);
      groups.computeIfAbsent(named.group(), group -> new ArrayList<>()).add(named);
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private Named named(String metric) {
    Matcher part = PART.matcher(metric);
    if (!part.matches()) {
      int end = metric.indexOf('/');
      return end < 0
          ? new Named(metric, MAIN, words(metric))
          : new Named(metric, words(metric.substring(0, end)), words(metric.substring(end + 1)));
    }
    String set = part.group(1) == null ? "" : part.group(1); // of several test sets
    String name = part.group(3);
    if (part.group(2).equals("subset")) {
      Optional<String> section = benchmark.flatMap(one -> one.section(name));
      return new Named(
          metric, of(set, section.orElse(SUBSETS)), section.map(s -> within(s, name)).orElse(name));
    }
    return sections.stream()
        .filter(section -> name.startsWith(section + "/"))
        .findFirst()
        .map(section -> new Named(metric, of(set, section), within(section, name)))
        .orElseGet(() -> new Named(metric, set.isEmpty() ? MAIN : set, name));
  }

  private static String of(String set, String group) {
    return set.isEmpty() ? group : set + ": " + group;
  }

  private static String within(String section, String name) {
    return name.startsWith(section + "/") ? name.substring(section.length() + 1) : name;
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }

  /**
   * A name for each metric that no other has, for a place without groups: with its group where a
   * label is that of several, unless it is a main number.
   */
  static Map<String, String> distinct(List<Named> metrics) {
    Map<String, String> names = new LinkedHashMap<>();
    Set<String> taken = new LinkedHashSet<>();
    for (Named one : metrics) {
      boolean several = metrics.stream().filter(m -> m.label().equals(one.label())).count() > 1;
      String whole = one.group() + ": " + one.label();
      String name = several && !one.group().equals(MAIN) ? whole : one.label();
      names.put(one.metric(), taken.add(name) ? name : one.metric() + " (" + names.size() + ")");
    }
    return names;
  }
}
