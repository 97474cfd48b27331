package io.github.rrm4j.serve;

import io.github.rrm4j.serve.answer.Desk;
import io.github.rrm4j.serve.dialect.Cohorts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What {@code GET /metrics} says, for Prometheus; docs/serving.md defines each number. */
final class ServerMetrics {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  ServerMetrics(Desk desk, Cohorts cohorts) {
    count("rrm.judged", "Requests that were judged", desk.counts.judged);
    count("rrm.answered.from.store", "Requests answered from the store", desk.counts.kept);
    count("rrm.joined", "Requests that waited for the same one", desk.counts.joined);
    count("rrm.queue.refused", "Requests for which there was no place", desk.counts.refused);
    count("rrm.unreadable", "Judged requests without a verdict", desk.counts.unreadable);
    count("rrm.tokens", "Tokens drawn for judgements", desk.counts.tokens);
    count("rrm.pairs", "Pairs that were judged", desk.counts.pairs);
    count("rrm.pairs.both.orders", "Pairs that both orders saw", desk.counts.both);
    count("rrm.pairs.orders.agree", "Pairs whose two orders agree", desk.counts.agreeing);
    count("rrm.cohorts.whole", "Cohorts with all their samples", cohorts.whole);
    count("rrm.cohorts.partial", "Cohorts with fewer samples", cohorts.partial);
    count("rrm.cohorts.alone", "Samples that stayed alone", cohorts.alone);
    gauge("rrm.queue.in.hand", "Requests in hand", desk, d -> d.inHand());
    gauge("rrm.engine.samples", "Samples being drawn", desk, d -> d.current().engine().working());
    gauge("rrm.engine.waiting", "Prompts that wait", desk, d -> d.current().engine().waiting());
    gauge("rrm.store.answers", "Answers in the store", desk, Desk::kept);
  }

  private void count(String name, String description, LongAdder number) {
    FunctionCounter.builder(name, number, LongAdder::doubleValue)
        .description(description)
        .register(registry);
  }

  private void gauge(String name, String description, Desk desk, ToDoubleFunction<Desk> value) {
    Gauge.builder(name, desk, value).description(description).register(registry);
  }

  /** A request was answered. */
  void answered(String route, int status, Duration took) {
    Timer.builder("rrm.requests")
        .description("Requests by route and status")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(10))
        .maximumExpectedValue(Duration.ofMinutes(10))
        .register(registry)
        .record(took);
  }

  /** The text that Prometheus reads. */
  String text() {
    return registry.scrape();
  }
}
