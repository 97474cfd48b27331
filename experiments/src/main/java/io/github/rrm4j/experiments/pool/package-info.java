/**
 * Filling pools of judgements and keeping what is computed from them: {@link
 * io.github.rrm4j.experiments.pool.PoolFilling} shows progress and checks that every pair fits,
 * {@link io.github.rrm4j.experiments.pool.PoolFolder} is the folder of pools, tables and results,
 * {@link io.github.rrm4j.experiments.pool.PoolUse} what is computed from which pool.
 */
package io.github.rrm4j.experiments.pool;
