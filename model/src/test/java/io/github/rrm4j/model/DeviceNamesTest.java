package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.contracts.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda", "cuda:", "cuda:x", "CPU", "", "cuda:0,1"})
  void aNameThatIsNoneIsOneLine(String name) {
    InvalidInput wrong = assertThrows(InvalidInput.class, () -> Devices.open(name, 0));
    assertEquals("the device is '" + name + "', must be auto, cpu or cuda:N", wrong.getMessage());
  }
}
