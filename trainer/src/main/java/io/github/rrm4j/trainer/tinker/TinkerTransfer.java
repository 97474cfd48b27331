package io.github.rrm4j.trainer.tinker;

import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.trainer.served.WeightTransfer;

/**
 * Within a service: the weights that it trains are taken to where it samples.
 *
 * @param policy stays open
 */
public record TinkerTransfer(TinkerPolicy policy, RemoteEngine engine) implements WeightTransfer {

  @Override
  public Version write() {
    return Version.elsewhere(policy.sampler());
  }

  @Override
  public void serve(Version version) {
    engine.drawFrom(version.name());
  }

  @Override
  public void forget(Version version) {}

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public void close() {
    engine.close();
  }
}
