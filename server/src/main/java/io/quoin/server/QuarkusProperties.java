package io.quoin.server;

import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Properties from where Quarkus takes them, in its order: system properties, environment variables,
 * {@code config/application.properties} in the working directory, {@code application.properties} in the application.
 * Read before Quarkus starts, since the command line is; one thread.
 */
final class QuarkusProperties implements UnaryOperator<String> {
    private static final String FILE = "application.properties";
    private static final int BESIDE_ORDINAL = 260;
    private static final int INSIDE_ORDINAL = 250;

    private SmallRyeConfig config;

    /** The value of a property, or null. */
    @Override
    public String apply(String name) {
        if (config == null) {
            ClassLoader loader = QuarkusProperties.class.getClassLoader();
            String beside = Path.of("config", FILE).toAbsolutePath().toUri().toString();
            config = new SmallRyeConfigBuilder()
                    .forClassLoader(loader)
                    .addDefaultInterceptors()
                    .addSystemSources()
                    .withSources(PropertiesConfigSourceLoader.inFileSystem(beside, BESIDE_ORDINAL, loader))
                    .withSources(PropertiesConfigSourceLoader.inClassPath(FILE, INSIDE_ORDINAL, loader))
                    .build();
        }
        return config.getConfigValue(name).getValue();
    }
}
