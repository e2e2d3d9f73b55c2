package io.quoin.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static Command read(String... arguments) {
        return CommandLine.read(List.of(arguments), Map.of(), name -> null);
    }

    private static ServerOptions options(String... arguments) {
        return assertInstanceOf(Command.Serve.class, read(arguments)).options();
    }

    private static String invalid(String... arguments) {
        return why(read(arguments));
    }

    /** What the last line says. */
    private static String why(Command command) {
        Notice last = assertInstanceOf(Command.Invalid.class, command).notices().getLast();
        assertEquals("failed to verify flags", last.message());
        return (String) last.fields().getLast();
    }

    @Test
    void withoutArgumentsEveryDefaultIsEtcds() {
        ServerOptions options = options();
        assertEquals("default", options.name());
        assertEquals(Path.of("default.etcd"), options.dataDirectory());
        assertEquals(List.of(MemberUrl.parse("http://localhost:2379")), options.listenClientUrls());
        assertEquals(List.of(MemberUrl.parse("http://localhost:2380")), options.peerUrls());
        assertEquals(1_572_864, options.requests().bytesMax());
        assertEquals(128, options.requests().txnOpsMax());
        assertEquals(2L << 30, options.storage().effectiveQuotaBytes());
        assertEquals("info", options.logging().level());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--name=x", "-name=x", "--name|x", "-name|x", "--name|a|--name|x", "--name=a|-name=x|--"})
    void oneDashOrTwoEqualsOrNextArgumentAndTheLastWins(String line) {
        assertEquals("x", options(line.split("\\|")).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-version", "--version=true", "--version=1", "--name=x|--version=T"})
    void versionMayStandAloneOrHaveAValue(String line) {
        assertInstanceOf(Command.ShowVersion.class, read(line.split("\\|")));
    }

    @Test
    void aBooleanTakesNoValueFromTheNextArgument() {
        assertEquals("\"false\" is not a valid flag", invalid("--version", "false"));
        assertInstanceOf(Command.Serve.class, read("--version=false"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-help"})
    void helpEndsTheReading(String argument) {
        assertInstanceOf(Command.ShowHelp.class, read(argument, "--nonsense"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --nonsense            ; flag provided but not defined: -nonsense
            -nonsense=1           ; flag provided but not defined: -nonsense
            ---name=x             ; bad flag syntax: ---name=x
            --=x                  ; bad flag syntax: --=x
            --name                ; flag needs an argument: -name
            --version=maybe       ; invalid boolean value "maybe" for -version: parse error
            --max-txn-ops=many    ; invalid value "many" for flag -max-txn-ops: parse error
            --max-txn-ops=-1      ; invalid value "-1" for flag -max-txn-ops: parse error
            --log-level=loud      ; invalid value "loud" for flag -log-level: unrecognized level: "loud"
            """)
    void whatIsNotTheGrammarIsMisuse(String argument, String message) {
        assertEquals(
                message, assertInstanceOf(Command.Misused.class, read(argument)).message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            127.0.0.1:2379        ; parse "127.0.0.1:2379": first path segment in URL cannot contain colon
            http://127.0.0.1:x    ; parse "http://127.0.0.1:x": invalid port ":x" after host
            http://[::1           ; parse "http://[::1": missing ']' in host
            localhost:2379        ; URL scheme must be http, https, unix, or unixs: localhost:2379
            http://localhost      ; URL address does not have the form "host:port": http://localhost
            http://localhost:1/x  ; URL must not contain a path: http://localhost:1/x
            """)
    void aUrlIsSchemeHostAndPort(String url, String message) {
        Command command = read("--listen-client-urls=" + url);
        String expected = "invalid value \"" + url + "\" for flag -listen-client-urls: " + message;
        assertEquals(expected, assertInstanceOf(Command.Misused.class, command).message());
    }

    @Test
    void anArgumentThatIsNoFlagIsInvalid() {
        assertEquals("\"start\" is not a valid flag", invalid("start"));
        assertEquals("\"-name\" is not a valid flag", invalid("--", "-name"));
    }

    @Test
    void numbersMayHaveGosPrefixes() {
        assertEquals(255, options("--max-txn-ops=0xff").requests().txnOpsMax());
        assertEquals(8, options("--max-txn-ops=010").requests().txnOpsMax());
        assertEquals(5, options("--max-txn-ops=0b101").requests().txnOpsMax());
        assertEquals(-1, options("--quota-backend-bytes=-1").storage().effectiveQuotaBytes());
    }

    @Test
    void theDataDirectoryFollowsTheName() {
        assertEquals(Path.of("infra1.etcd"), options("--name", "infra1").dataDirectory());
        assertEquals(Path.of("/a b/ü"), options("--data-dir=/a b/ü").dataDirectory());
    }

    @Test
    void listenUrlsNeedAnAddressAndTheirAdvertisement() {
        assertEquals(
                "--advertise-client-urls is required when --listen-client-urls is set explicitly",
                invalid("--listen-client-urls=http://127.0.0.1:1"));
        assertEquals(
                "expected IP in URL for binding (http://example.org:1)",
                invalid("--listen-client-urls=http://example.org:1", "--advertise-client-urls=http://example.org:1"));
        ServerOptions options =
                options("--listen-client-urls=http://[::1]:0,http://0.0.0.0:1", "--advertise-client-urls=http://a:1");
        assertEquals("[::1]:0", options.listenClientUrls().getLast().address());
        assertEquals(2, options.listenClientUrls().size());
    }

    @Test
    void aClusterOfMoreThanOneMemberIsRefused() {
        String message = invalid("--initial-cluster=default=http://localhost:2380,b=http://localhost:2381");
        assertTrue(message.contains("more than one member is not possible yet"), message);
    }

    @Test
    void theClusterMustNameThisMemberWithItsUrls() {
        assertTrue(invalid("--initial-cluster=other=http://localhost:2380").contains("couldn't find local name"));
        assertTrue(invalid("--initial-cluster=default=http://localhost:9").contains("--initial-advertise-peer-urls"));
        assertEquals(
                "x",
                options("--name=x", "--initial-cluster=x=http://localhost:2380").name());
    }

    @Test
    void aVariableCountsAndStrangersAreToldOf() {
        Map<String, String> environment =
                Map.of("ETCD_NAME", "env", "ETCD_MAX_TXN_OPS", "7", "ETCD_NONSENSE", "1", "ETCD_DATA_DIR", "");
        Command.Serve serve =
                assertInstanceOf(Command.Serve.class, CommandLine.read(List.of(), environment, name -> null));
        assertEquals("env", serve.options().name());
        assertEquals(7, serve.options().requests().txnOpsMax());
        assertEquals(Path.of("env.etcd"), serve.options().dataDirectory());
        assertEquals(
                List.of(
                        Notice.warn("unrecognized environment variable", "environment-variable", "ETCD_DATA_DIR="),
                        Notice.warn("unrecognized environment variable", "environment-variable", "ETCD_NONSENSE=1")),
                serve.notices());
    }

    @Test
    void aFlagAndItsVariableTogetherAreRefused() {
        Command command = CommandLine.read(List.of("--name=flag"), Map.of("ETCD_NAME", "env"), name -> null);
        Notice last = assertInstanceOf(Command.Invalid.class, command).notices().getLast();
        assertTrue(last.message().startsWith("conflicting environment variable is shadowed"), last.message());
        assertEquals(List.of("environment-variable", "ETCD_NAME"), last.fields());
    }

    @Test
    void aPropertyCountsWhereNeitherFlagNorVariableIsGiven() {
        Map<String, String> properties =
                Map.of("quoin.name", "property", "quoin.max-txn-ops", "9", "quoin.snapshot-count", "7");
        Command command = CommandLine.read(List.of("--max-txn-ops=3"), Map.of("ETCD_DATA_DIR", "/d"), properties::get);
        ServerOptions options = assertInstanceOf(Command.Serve.class, command).options();
        assertEquals("property", options.name());
        assertEquals(3, options.requests().txnOpsMax());
        assertEquals(Path.of("/d"), options.dataDirectory());
        Command bad = CommandLine.read(List.of(), Map.of(), Map.of("quoin.max-txn-ops", "many")::get);
        assertEquals("invalid value \"many\" for quoin.max-txn-ops: parse error", why(bad));
    }

    @Test
    void aBadVariableIsNamed() {
        Command command = CommandLine.read(List.of(), Map.of("ETCD_MAX_TXN_OPS", "many"), name -> null);
        assertEquals("invalid value \"many\" for ETCD_MAX_TXN_OPS: parse error", why(command));
    }

    @Test
    void flagsWithoutEffectAreToldOfOnce() {
        Command.Serve serve = assertInstanceOf(
                Command.Serve.class, read("--name=a", "--pre-vote=false", "--cert-file=x", "--max-txn-ops=1"));
        assertEquals(
                List.of(Notice.warn("flags without effect yet", "flags", List.of("pre-vote", "cert-file"))),
                serve.notices());
    }

    @Test
    void aRemovedFlagActsAsItsSuccessor() {
        Command.Serve serve = assertInstanceOf(
                Command.Serve.class,
                read(
                        "--name=a",
                        "--experimental-initial-corrupt-check",
                        "--enable-v2=false",
                        "--proxy",
                        "off",
                        "-snapshot"));
        List<String> told = serve.notices().stream().map(Notice::message).toList();
        assertEquals(
                1,
                told.stream()
                        .filter(line -> line.contains("its successor is set"))
                        .count(),
                told.toString());
        assertEquals(
                3, told.stream().filter(line -> line.contains("- ignoring")).count(), told.toString());
        assertEquals(
                "enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint",
                invalid("--experimental-enable-lease-checkpoint-persist"));
        assertInstanceOf(
                Command.Serve.class,
                read("--experimental-enable-lease-checkpoint-persist", "--feature-gates=LeaseCheckpoint=true"));
    }

    @Test
    void featureGatesGivenTwiceAddUp() {
        assertInstanceOf(
                Command.Serve.class,
                read("--feature-gates=LeaseCheckpoint=true", "--feature-gates=LeaseCheckpointPersist=true"));
        assertInstanceOf(Command.Serve.class, read("--feature-gates=AllAlpha=true"));
    }

    @Test
    void keepAliveTimesAreThoseOfGrpc() {
        ServerOptions.KeepAlive times = options(
                        "--grpc-keepalive-min-time=1µs", "--grpc-keepalive-interval=1ms", "--grpc-keepalive-timeout=1m")
                .keepAlive();
        assertEquals(Duration.ofNanos(1_000), times.pingIntervalMin());
        assertEquals(Duration.ofSeconds(1), times.interval());
        assertEquals(Duration.ofMinutes(1), times.timeout());
        assertEquals(
                Duration.ofDays(36_500),
                options("--grpc-keepalive-interval=0").keepAlive().interval());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --heartbeat-interval=0           ; --heartbeat-interval must be >0 (set to 0ms)
            --auto-compaction-mode=x         ; unknown auto-compaction-mode "x"
            --auto-compaction-retention=xx   ; error parsing CompactionRetention: time: invalid duration "xx"
            --auto-compaction-retention=1x   ; error parsing CompactionRetention: time: unknown unit "x" in duration "1x"
            --tls-min-version=TLS1.1         ; unexpected TLS version "TLS1.1" (must be one of: TLS1.2, TLS1.3)
            --discovery-token=x              ; both --discovery-token and --discovery-endpoints must be set
            --log-outputs=default,stderr     ; multi logoutput for "default" is not supported yet
            --logger=capnslog                ; --logger=capnslog is removed in v3.5
            --log-format=xml                 ; unknown log format: xml, supported values json, console
            --compact-hash-check-time=0      ; --compact-hash-check-time must be >0 (set to 0s)
            """)
    void whatDoesNotGoTogetherIsRefusedInEtcdsWords(String argument, String message) {
        assertEquals(message, invalid(argument));
    }

    @Test
    void anElectionTakesFiveHeartbeatsAndLessThanAMinute() {
        assertEquals(
                "--election-timeout[400ms] should be at least as 5 times as --heartbeat-interval[100ms]",
                invalid("--election-timeout=400"));
        assertEquals(
                "--election-timeout[50001ms] is too long, and should be set less than 50000ms",
                invalid("--election-timeout=50001"));
    }

    @Test
    void theUsageShowsEachFlagUnderItsGroup() {
        String text = Usage.flags();
        for (Flag<?> flag : FlagTable.all()) {
            boolean removed = flag.group() == Flag.Group.REMOVED;
            assertEquals(!removed, text.contains("  --" + flag.name() + " '"), flag.name());
        }
        assertTrue(text.indexOf("Clustering:") > text.indexOf("--feature-gates "), text);
        assertTrue(text.contains("--data-dir '${name}.etcd'"), text);
    }

    @Test
    void theVersionIsFourLinesLikeEtcds() {
        List<String> lines = Version.lines().lines().toList();
        assertEquals("etcd Version: 3.7.3", lines.getFirst());
        assertTrue(lines.get(1).startsWith("Git SHA: "), lines.get(1));
        assertTrue(lines.get(2).startsWith("Go Version: "), lines.get(2));
        assertTrue(lines.get(3).matches("Go OS/Arch: \\w+/\\w+"), lines.get(3));
        assertEquals(4, lines.size());
    }
}
