package io.quoin.server.config;

/** The versions that Quoin reports: those of the etcd whose behaviour it has. */
public final class Version {
    /** Of the server. */
    public static final String SERVER = "3.7.3";

    /** Of the cluster, once it is decided. */
    public static final String CLUSTER = "3.7.0";

    /** Of what is stored. */
    public static final String STORAGE = "3.7.0";

    private Version() {}

    /** etcd's four lines; where etcd names Go, Quoin names the Java it runs on. */
    public static String lines() {
        return "etcd Version: " + SERVER + "\nGit SHA: Quoin\nGo Version: none, Java "
                + Runtime.version().feature() + "\nGo OS/Arch: " + operatingSystem() + '/' + architecture() + '\n';
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name");
        return name.startsWith("Mac") ? "darwin" : name.startsWith("Windows") ? "windows" : "linux";
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64" -> "arm64";
            case "x86_64", "amd64" -> "amd64";
            case String other -> other;
        };
    }
}
