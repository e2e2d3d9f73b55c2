package io.quoin.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.google.protobuf.MessageOrBuilder;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * The Raft core and the state machine are pure functions: time, threads, randomness, files and the network are told
 * to them. The simulator and the equality of members depend on it.
 */
class PurityTest {
    private static final String[] PURE = {"io.quoin.consensus.raft..", "io.quoin.statemachine.."};

    /** Protobuf's streams over arrays declare these, and nothing else of java.io is there for. */
    private static final DescribedPredicate<JavaClass> DECLARED_BY_PROTOBUF =
            type(IOException.class).or(type(UncheckedIOException.class));

    /** Flush runs beside apply and takes finished slices of deletions from a queue: the one meeting point. */
    private static final DescribedPredicate<JavaClass> MEETING_POINT_WITH_FLUSH = type(ConcurrentLinkedQueue.class);

    private static final JavaClasses HOUSE = House.productionClasses();

    @Test
    void noTimeNoNetworkNoLogging() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.time..", "java.net..", "java.util.logging..", "org.jboss.logging..", "org.slf4j..")
                .check(HOUSE);
    }

    @Test
    void noFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .and()
                .areNotAssignableTo(
                        MessageOrBuilder.class) // generated, with ways to read from streams that nobody takes
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
                        .and(DescribedPredicate.not(DECLARED_BY_PROTOBUF)))
                .check(HOUSE);
    }

    @Test
    void noThreads() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent", "java.util.concurrent.locks..")
                        .and(DescribedPredicate.not(MEETING_POINT_WITH_FLUSH))
                        .or(type(Thread.class)))
                .check(HOUSE);
    }

    @Test
    void noClockAndNoChance() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat(type(Random.class))
                .orShould()
                .callMethodWhere(
                        target(owner(type(System.class))).and(target(nameMatching("nanoTime|currentTimeMillis"))))
                .orShould()
                .callMethodWhere(target(owner(type(Math.class))).and(target(nameMatching("random"))))
                .orShould()
                .callMethodWhere(target(nameMatching("randomUUID|identityHashCode")))
                .check(HOUSE);
    }

    /** Looking up by identity is harmless; an order that depends on addresses is not. */
    @Test
    void nothingIsIteratedInTheOrderOfIdentity() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(target(owner(type(IdentityHashMap.class)))
                        .and(target(nameMatching("forEach|entrySet|keySet|values"))))
                .check(HOUSE);
    }
}
