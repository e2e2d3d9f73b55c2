package io.quoin.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    @TempDir
    private Path directory;

    private Command read(String yaml, String... others) throws IOException {
        Path file = Files.writeString(directory.resolve("etcd.yaml"), yaml);
        List<String> arguments = new ArrayList<>(List.of(others));
        arguments.add("--config-file=" + file);
        return CommandLine.read(arguments, Map.of("ETCD_MAX_TXN_OPS", "5"), Map.of("quoin.max-txn-ops", "6")::get);
    }

    private String refusal(String yaml) throws IOException {
        return (String) assertInstanceOf(Command.Invalid.class, read(yaml))
                .notices()
                .getLast()
                .fields()
                .getLast();
    }

    @Test
    void theFileReplacesFlagsAndVariables() throws IOException {
        Command.Serve serve = assertInstanceOf(Command.Serve.class, read("""
                name: infra1
                data-dir: /var/lib/ü
                listen-client-urls: http://127.0.0.1:0,http://[::1]:0
                grpc-keepalive-timeout: 20000000
                auto-compaction-retention: 1
                unsafe-no-fsync: yes
                log-outputs: [stderr, stdout]
                client-transport-security:
                  cert-file: /c
                  client-cert-auth: true
                peer-transport-security:
                  allowed-cn: [a, b]
                max-txn-ops:
                """, "--max-txn-ops=7", "--name=flag"));
        ServerOptions options = serve.options();
        assertEquals("infra1", options.name());
        assertEquals(Path.of("/var/lib/ü"), options.dataDirectory());
        assertEquals(2, options.listenClientUrls().size());
        assertEquals(Duration.ofMillis(20), options.keepAlive().timeout());
        assertEquals(List.of("stderr", "stdout"), options.logging().outputs());
        assertEquals(128, options.requests().txnOpsMax());
        assertTrue(!options.storage().forced());
        Notice withoutEffect = serve.notices().getLast();
        List<?> flags = (List<?>) withoutEffect.fields().getLast();
        assertTrue(
                flags.containsAll(List.of("cert-file", "client-cert-auth", "peer-cert-allowed-cn")), flags.toString());
    }

    @Test
    void aKeyThatIsNoneIsToldOf() throws IOException {
        Command.Serve serve = assertInstanceOf(
                Command.Serve.class, read("{name: x, nonsense: 1, cert-file: y, discovery-config: {client: {x: 1}}}"));
        List<Object> keys = serve.notices().stream()
                .filter(notice -> notice.message().contains("unrecognized key"))
                .map(notice -> notice.fields().getLast())
                .toList();
        assertEquals(List.of("nonsense", "cert-file", "discovery-config.client.x"), keys);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            grpc-keepalive-interval: "10m" ; of type time.Duration
            pre-vote: 3                    ; number into Go struct field configYAML.Config.pre-vote of type bool
            max-txn-ops: -4                ; error unmarshaling JSON: while decoding JSON
            name: [x                       ; error converting YAML to JSON: yaml:
            listen-peer-urls: foo          ; unexpected error setting up listen-peer-urls: URL scheme must be
            feature-gates: Foo=true        ; unrecognized feature gate: Foo
            just text                      ; cannot unmarshal string
            peer-transport-security: 3     ; cannot unmarshal number
            cipher-suites: x               ; cannot unmarshal string
            """)
    void whatAKeyDoesNotTakeIsRefused(String yaml, String part) throws IOException {
        String refusal = refusal(yaml);
        assertTrue(refusal.contains(part), refusal);
    }

    @Test
    void anAbsentFileIsNamed() {
        String file = directory.resolve("absent").toString();
        Command command = CommandLine.read(List.of(), Map.of("ETCD_CONFIG_FILE", file), name -> null);
        assertEquals(
                List.of("error", "open " + file + ": no such file or directory"),
                assertInstanceOf(Command.Invalid.class, command)
                        .notices()
                        .getLast()
                        .fields());
    }
}
