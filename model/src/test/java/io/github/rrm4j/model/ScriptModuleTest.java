package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptModuleTest {

  /**
   * DJL initializes a block in its first call with gradients, without a lock: two threads that made
   * it together ended, once in some thousand times, in an ArrayIndexOutOfBoundsException.
   */
  @Test
  void noCallIsTheOneThatInitializesTheBlock() throws ReflectiveOperationException {
    try (ScriptModule module =
        new ScriptModule(
            Elements.class, "Elements", List.of("elements.torchscript"), Map.of(), Device.cpu())) {
      Field field = ScriptModule.class.getDeclaredField("module");
      field.setAccessible(true);
      assertTrue(((Model) field.get(module)).getBlock().isInitialized());
    }
  }
}
