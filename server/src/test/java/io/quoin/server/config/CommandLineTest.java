package io.quoin.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static Command read(String... arguments) {
        return CommandLine.read(List.of(arguments), Map.of());
    }

    private static ServerOptions options(String... arguments) {
        return assertInstanceOf(Command.Serve.class, read(arguments)).options();
    }

    private static String invalid(String... arguments) {
        return assertInstanceOf(Command.Invalid.class, read(arguments)).message();
    }

    @Test
    void withoutArgumentsEveryDefaultIsEtcds() {
        ServerOptions options = options();
        assertEquals("default", options.name());
        assertEquals(Path.of("default.etcd"), options.dataDirectory());
        assertEquals(List.of(MemberUrl.parse("http://localhost:2379")), options.listenClientUrls());
        assertEquals(List.of(MemberUrl.parse("http://localhost:2380")), options.peerUrls());
        assertEquals(1_572_864, options.maxRequestBytes());
        assertEquals(128, options.maxTxnOps());
        assertEquals(2L << 30, options.effectiveQuotaBytes());
        assertEquals("info", options.logLevel());
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
        assertInstanceOf(Command.ShowVersion.class, read("--version", "false"));
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
            --log-level=loud      ; invalid value "loud" for flag -log-level: must be one of: debug, info, warn, error, dpanic, panic, fatal
            """)
    void whatIsNotTheGrammarIsMisuse(String argument, String message) {
        assertEquals(
                message, assertInstanceOf(Command.Misused.class, read(argument)).message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
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
        assertEquals("'start' is not a valid flag", invalid("start"));
        assertEquals("'-name' is not a valid flag", invalid("--", "-name"));
    }

    @Test
    void numbersMayHaveGosPrefixes() {
        assertEquals(255, options("--max-txn-ops=0xff").maxTxnOps());
        assertEquals(8, options("--max-txn-ops=010").maxTxnOps());
        assertEquals(5, options("--max-txn-ops=0b101").maxTxnOps());
        assertEquals(-1, options("--quota-backend-bytes=-1").effectiveQuotaBytes());
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
        assertEquals("[::1]:0", options.listenClientUrls().getFirst().address());
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
    void aFlagWinsOverItsVariableAndUnknownVariablesAreToldOf() {
        Map<String, String> environment =
                Map.of("ETCD_NAME", "env", "ETCD_MAX_TXN_OPS", "7", "ETCD_NONSENSE", "1", "ETCD_DATA_DIR", "");
        Command.Serve serve =
                assertInstanceOf(Command.Serve.class, CommandLine.read(List.of("--name=flag"), environment));
        assertEquals("flag", serve.options().name());
        assertEquals(7, serve.options().maxTxnOps());
        assertEquals(Path.of("flag.etcd"), serve.options().dataDirectory());
        assertEquals(
                List.of(
                        "environment variable is shadowed by the command-line flag: ETCD_NAME",
                        "unrecognized environment variable: ETCD_NONSENSE=1"),
                serve.warnings());
    }

    @Test
    void aBadVariableIsNamed() {
        Command command = CommandLine.read(List.of(), Map.of("ETCD_MAX_TXN_OPS", "many"));
        assertEquals(
                "invalid value \"many\" for ETCD_MAX_TXN_OPS: parse error",
                assertInstanceOf(Command.Invalid.class, command).message());
    }

    @Test
    void theUsageShowsEachFlagWithItsDefault() {
        for (Flag<?> flag : FlagTable.all()) {
            assertTrue(Usage.text().contains("--" + flag.name() + " '" + flag.defaultText() + "'"), flag.name());
        }
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
