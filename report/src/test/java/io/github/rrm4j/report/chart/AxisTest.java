package io.github.rrm4j.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void doublingsHaveNoNumbersBetweenThem() {
    Axis axis = Axis.of("votes", Axis.Scale.DOUBLINGS);
    Function<Double, String> format = axis.format(2);
    assertEquals("1", format.apply(axis.place(1)));
    assertEquals("16", format.apply(axis.place(16)));
    assertEquals(" ", format.apply(0.5), "not 1.4 votes");
    assertEquals(" ", format.apply(axis.place(3)));
  }
}
