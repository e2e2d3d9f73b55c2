package io.quoin.storage.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which of the seven points of {@link io.quoin.storage.StorageEngine} a test of the kit checks; 0 for what is beside
 * them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface ContractPoint {
    int value();

    String title();
}
