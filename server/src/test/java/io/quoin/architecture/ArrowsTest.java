package io.quoin.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md: a call goes down, its answer comes up, and nobody reaches around a corner. */
class ArrowsTest {
    private static final String[] JAVA = {"java..", "javax.."};
    private static final String[] PROTOBUF_AND_GRPC = {"com.google.protobuf..", "io.grpc..", "com.google.common.."};

    private static final JavaClasses HOUSE = House.productionClasses();

    private static String[] and(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    @Test
    void everyRoomIsLookedAt() {
        for (String room : new String[] {
            "io.quoin.api.error.EtcdError",
            "io.quoin.consensus.raft.RaftCore",
            "io.quoin.statemachine.ReplicatedStore",
            "io.quoin.storage.StorageEngine",
            "io.quoin.storage.lmdb.LmdbEngine",
            "io.quoin.server.Quoin"
        }) {
            assertTrue(HOUSE.contain(room), room);
        }
    }

    @Test
    void theWireContractKnowsProtobufAndGrpcOnly() {
        classes()
                .that()
                .resideInAPackage("io.quoin.api..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(and(and(JAVA, PROTOBUF_AND_GRPC), "io.quoin.api..")))
                .check(HOUSE);
    }

    @Test
    void theStorageContractKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("io.quoin.storage")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(and(JAVA, "io.quoin.storage")))
                .check(HOUSE);
    }

    @Test
    void theLmdbEngineKnowsTheContractAndLmdb() {
        classes()
                .that()
                .resideInAPackage("io.quoin.storage.lmdb..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        and(JAVA, "io.quoin.storage", "io.quoin.storage.lmdb..", "org.lmdbjava..", "jnr..")))
                .check(HOUSE);
    }

    @Test
    void consensusKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("io.quoin.consensus..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(and(JAVA, "io.quoin.consensus..")))
                .check(HOUSE);
    }

    @Test
    void theRaftCoreKnowsNothingAroundIt() {
        noClasses()
                .that()
                .resideInAPackage("io.quoin.consensus.raft..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quoin.consensus.wal..", "io.quoin.consensus.node..", "io.quoin.consensus.transport..")
                .check(HOUSE);
    }

    @Test
    void theStateMachineSeesOnePackageOfConsensus() {
        noClasses()
                .that()
                .resideInAPackage("io.quoin.statemachine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quoin.consensus.*..", "io.quoin.storage.lmdb..", "io.quoin.server..")
                .check(HOUSE);
    }

    @Test
    void onlyTheServerKnowsTheServerQuarkusAndNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.quoin.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quoin.server..", "io.quarkus..", "io.vertx..", "io.netty..", "jakarta..")
                .check(HOUSE);
    }

    @Test
    void theServerFindsEnginesByName() {
        noClasses()
                .that()
                .resideInAPackage("io.quoin.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quoin.storage.lmdb..", "org.lmdbjava..")
                .check(HOUSE);
    }

    @Test
    void quarkusStandsAtTheTopOfTheServerAndInHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.quoin.server.*..")
                .and()
                .resideOutsideOfPackage("io.quoin.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "io.vertx..", "org.eclipse.microprofile..")
                .check(HOUSE);
    }

    @Test
    void servicesAndCallsKnowNothingOfTheTransport() {
        noClasses()
                .that()
                .resideInAnyPackage("io.quoin.server.rpc..", "io.quoin.server.grpc..", "io.quoin.server.member..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.quoin.server.frontdoor..", "io.quoin.server.http..")
                .check(HOUSE);
    }

    @Test
    void theFrontDoorKnowsCallsOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("io.quoin.server.frontdoor..", "io.quoin.server.rpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quoin.server.grpc..",
                        "io.quoin.server.member..",
                        "io.quoin.server.config..",
                        "io.quoin.consensus..",
                        "io.quoin.statemachine..",
                        "io.quoin.storage..")
                .check(HOUSE);
    }
}
