package io.quoin.server.frontdoor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.quoin.server.rpc.MethodTable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** The listening addresses of the server and the connections that came through them. Any thread. */
public final class FrontDoor {
    private static final int BACKLOG = 4096;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 256 << 10);

    /** Understood by channels of NIO; others have an option of their own for it. */
    private static final ChannelOption<Boolean> REUSE_PORT = NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);

    private static final ChannelOption<Integer> PROBE_AFTER_SECONDS =
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
    private static final ChannelOption<Integer> PROBE_EVERY_SECONDS =
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL);

    /** As etcd: a client whose machine is gone is noticed by TCP after some minutes, not after two hours. */
    private static final int PROBE_SECONDS = 30;

    private final GrpcSettings settings;
    private final NonHttp2Handler other;
    private final ConcurrentHashMap<EventLoop, TurnLoop> loops = new ConcurrentHashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();
    private int admitted;
    private boolean accepting = true;

    private FrontDoor(GrpcSettings settings, NonHttp2Handler other) {
        this.settings = settings;
        this.other = other;
    }

    /**
     * Opens the door on loops of NIO, see {@link #start(FrontDoorOptions, MethodTable, EventLoopGroup, ChannelFactory,
     * NonHttp2Handler)}.
     */
    public static FrontDoor start(
            FrontDoorOptions options, MethodTable methods, EventLoopGroup loops, NonHttp2Handler other)
            throws IOException {
        return start(options, methods, loops, NioServerSocketChannel::new, other);
    }

    /**
     * Opens the door: when this returns, clients can connect to every address. Not to be called on a loop.
     *
     * @param loops serve the connections; remain the caller's
     * @param listeners makes listening sockets of the kind that fits the loops
     * @param other takes the connections that do not speak HTTP/2
     * @throws IOException if an address cannot be listened on; then none is
     */
    public static FrontDoor start(
            FrontDoorOptions options,
            MethodTable methods,
            EventLoopGroup loops,
            ChannelFactory<? extends ServerChannel> listeners,
            NonHttp2Handler other)
            throws IOException {
        FrontDoor door = new FrontDoor(new GrpcSettings(options, new Routes(methods)), other);
        ServerBootstrap bootstrap = door.bootstrap(loops, listeners);
        for (InetSocketAddress address : options.listen()) {
            ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                door.closeListeners().join();
                throw new IOException(
                        "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
            }
            door.listeners.add(bound.channel());
        }
        return door;
    }

    /** The addresses listened on, in the order of the options, with the ports that were picked. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** What was counted since the door opened. */
    public CallTotals calls() {
        return new CallCounts(
                        settings.routes(),
                        loops.values().stream().map(TurnLoop::counts).toList())
                .totals();
    }

    /**
     * Shuts the door: no new connection, no new call on an HTTP/2 connection; open calls may go on for the period of
     * grace, then they are cancelled. Other connections are closed when the HTTP/2 ones are.
     *
     * @return completes when every connection is closed and no address is listened on
     */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        CompletableFuture<Void> deaf = closeListeners();
        connections
                .close(channel -> channel.pipeline().get(GrpcConnection.class) != null)
                .addListener(grpc -> connections.close().addListener(all -> drained.complete(null)));
        return CompletableFuture.allOf(deaf, drained);
    }

    private CompletableFuture<Void> closeListeners() {
        return CompletableFuture.allOf(
                listeners.stream().map(FrontDoor::closeListener).toArray(CompletableFuture[]::new));
    }

    /** NIO lets go of a closed socket at the loop's next select, so this goes on with a task that runs after it. */
    private static CompletableFuture<Void> closeListener(Channel listener) {
        CompletableFuture<Void> free = new CompletableFuture<>();
        listener.close()
                .addListener(
                        closed -> listener.eventLoop().schedule(() -> free.complete(null), 0, TimeUnit.NANOSECONDS));
        return free;
    }

    private ServerBootstrap bootstrap(EventLoopGroup loops, ChannelFactory<? extends ServerChannel> factory) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channelFactory(factory)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(PROBE_AFTER_SECONDS, PROBE_SECONDS)
                .childOption(PROBE_EVERY_SECONDS, PROBE_SECONDS)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new Turnstile())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        admit(channel);
                    }
                });
        if (settings.options().reusePort()) {
            bootstrap.option(REUSE_PORT, true);
        }
        return bootstrap;
    }

    private TurnLoop newLoop(EventLoop eventLoop) {
        return new TurnLoop(
                eventLoop, new LoopCounts(settings.routes().numbered().size()));
    }

    /**
     * Counts connections where they are accepted: the loops that serve them may be behind, and then listeners would
     * take more than there is room for. One look at a listener's backlog takes a handful beyond it at most.
     */
    @ChannelHandler.Sharable
    private final class Turnstile extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            count(1);
            ((Channel) msg).closeFuture().addListener(closed -> count(-1));
            ctx.fireChannelRead(msg);
        }
    }

    /** Listeners take what the system has ready for them while there is room. A connection came or went; any loop. */
    private synchronized void count(int more) {
        admitted += more;
        boolean room = admitted < settings.options().bounds().connectionsMax();
        if (room != accepting) {
            accepting = room;
            listeners.forEach(listener -> listener.config().setAutoRead(room));
        }
    }

    private void admit(Channel channel) {
        connections.add(channel);
        TurnLoop loop = loops.computeIfAbsent(channel.eventLoop(), this::newLoop);
        channel.pipeline().addLast(new ProtocolSniffer(settings, loop, other));
    }
}
