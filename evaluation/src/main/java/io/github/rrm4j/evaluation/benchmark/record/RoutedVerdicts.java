package io.github.rrm4j.evaluation.benchmark.record;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Sample.Transcript;
import io.github.rrm4j.judging.DirectVerdict;
import io.github.rrm4j.judging.JudgedQuestion;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import io.github.rrm4j.judging.Routed;
import io.github.rrm4j.judging.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The verdicts of a direct judge, and those of a reasoning judge where it is not sure enough.
 *
 * <p>A comparison is sent on or not as a whole, by the direct judge's probabilities in all orders
 * in which it is shown, whichever of these are asked for: a run that goes on after a kill decides
 * as an unbroken one. What the direct judge answers is then the response with the larger
 * probability, the same in all orders.
 */
public final class RoutedVerdicts implements VerdictSource {

  private final Router router;
  private final ModelVerdicts reasoning;
  private final Orders orders;
  private final Key presentation;
  private final Map<String, DirectVerdict> asked = new HashMap<>(); // of the last showings

  /**
   * @param orders in which comparisons are shown
   * @param presentation what the order of a comparison depends on, as of {@link Judging}
   */
  public RoutedVerdicts(Router router, ModelVerdicts reasoning, Orders orders, Key presentation) {
    this.router = router;
    this.reasoning = reasoning;
    this.orders = orders;
    this.presentation = presentation;
  }

  @Override
  public PromptFit check(PresentedPair showing) {
    router.direct().check(showing.comparison().shown(showing.order()), "benchmark");
    return reasoning.check(showing);
  }

  @Override
  public List<List<Sample>> judge(List<PresentedPair> showings) {
    long start = System.nanoTime();
    ask(showings);
    double seconds = (System.nanoTime() - start) / 1e9 / showings.size();
    List<PresentedPair> sent = showings.stream().filter(one -> direct(one).sendsOn()).toList();
    Iterator<List<Sample>> reasoned =
        sent.isEmpty() ? List.<List<Sample>>of().iterator() : reasoning.judge(sent).iterator();
    return showings.stream()
        .map(
            one ->
                direct(one).sendsOn()
                    ? reasoned.next()
                    : List.of(sample(one, direct(one), seconds)))
        .toList();
  }

  @Override
  public Optional<Routed> routed(PresentedPair showing) {
    return Optional.of(direct(showing).routed(showing.order()));
  }

  private DirectVerdict direct(PresentedPair showing) {
    return asked.get(showing.comparison().id());
  }

  /** Asks the direct judge about the comparisons that were not among the last showings. */
  private void ask(List<PresentedPair> showings) {
    Map<String, OpenPair> pairs = new LinkedHashMap<>();
    showings.forEach(one -> pairs.put(one.comparison().id(), one.comparison().pair()));
    asked.keySet().retainAll(pairs.keySet());
    List<OpenPair> open = new ArrayList<>(pairs.values());
    open.removeIf(pair -> asked.containsKey(pair.id()));
    if (!open.isEmpty()) {
      Iterator<DirectVerdict> verdicts =
          router.ask(open, pair -> orders.of(presentation, pair.id()), reasoning.key()).iterator();
      open.forEach(pair -> asked.put(pair.id(), verdicts.next()));
    }
  }

  private Sample sample(PresentedPair showing, DirectVerdict verdict, double seconds) {
    JudgedQuestion judged = verdict.in(showing.order()).judged();
    Answer own = Answer.of(verdict.side());
    return new Sample(
        showing.order() == Order.GIVEN ? own : own.swapped(),
        judged.thinkingTokens(),
        OptionalInt.of(judged.length()),
        OptionalDouble.of(seconds),
        OptionalDouble.of(verdict.routed().confidence()),
        judged.judgement().confidence(),
        OptionalDouble.empty(),
        router
            .direct()
            .shown(judged.question())
            .map(
                shown ->
                    new Transcript(router.direct().promptText(shown), judged.judgement().text())),
        judged.usage());
  }
}
