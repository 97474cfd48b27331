/** Test-time scaling. */
package io.github.rrm4j.evaluation.scaling;
