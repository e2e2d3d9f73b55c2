package io.quoin.server.frontdoor;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.quoin.server.rpc.MethodTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A door with methods to test with; as a program (argument: port) something for h2spec and load generators to talk to.
 */
final class EchoServer implements AutoCloseable {
    private static final int LOOPS = 2;

    /** Of the program: h2spec tries to break the limit, which takes long if there is none. */
    private static final int STREAMS_MAX = 1000;

    final TestMethods methods = new TestMethods();
    final FrontDoor door;
    private final EventLoopGroup loops = new NioEventLoopGroup(LOOPS);

    EchoServer(FrontDoorOptions options) throws IOException {
        this(options, NonHttp2Handler.CLOSE);
    }

    EchoServer(FrontDoorOptions options, NonHttp2Handler other) throws IOException {
        MethodTable table = methods.table();
        door = FrontDoor.start(options, table, loops, other);
    }

    int port() {
        return door.addresses().get(0).getPort();
    }

    @Override
    public void close() {
        door.stop().join();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        FrontDoorOptions defaults = FrontDoorOptions.listeningOn(address);
        EchoServer server = new EchoServer(defaults.withMaxConcurrentStreams(STREAMS_MAX));
        System.out.println("listening on " + server.door.addresses());
    }
}
