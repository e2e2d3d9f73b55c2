package io.quoin.server;

import io.quarkus.runtime.annotations.QuarkusMain;

@QuarkusMain
public final class Quoin {
    public static void main(String[] args) {
        System.out.println("x");
        io.quarkus.runtime.Quarkus.run(args);
    }
}
