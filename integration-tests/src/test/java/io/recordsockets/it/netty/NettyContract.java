package io.recordsockets.it.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.recordsockets.it.contract.Background;
import io.recordsockets.it.contract.Pair;
import io.recordsockets.it.contract.Payload;
import java.io.ByteArrayOutputStream;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Netty serves as ever, keeps its own optimisations, and sees no spinning selector. */
public class NettyContract {
    private static final boolean UNFRAMED = "bytes".equals(System.getProperty("recordsockets.it.payload"));
    private static final List<String> WARNINGS = new CopyOnWriteArrayList<>();
    private static final Logger NETTY = Logger.getLogger("io.netty");

    @BeforeAll
    static void listenToTheLog() {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        NETTY.setUseParentHandlers(false);
        NETTY.addHandler(new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                    WARNINGS.add(entry.getMessage() + " " + entry.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Test
    void echoes() throws Exception {
        try (NettyServer server = new NettyServer(child -> child.pipeline().addLast(new Echo()));
                SocketChannel client = SocketChannel.open(server.address())) {
            for (int i = 0; i < (UNFRAMED ? 5 : 100); i++) {
                byte[] sent = Payload.of(10 + i * 100);
                Pair.writeFully(client, sent);
                assertArrayEquals(sent, Pair.readFully(client, sent.length));
            }
            client.shutdownOutput();
            assertEquals(0, Pair.readFully(client, 1).length);
        }
        assertNoRebuild();
    }

    @Test
    void echoesManyConnections() throws Exception {
        try (NettyServer server = new NettyServer(child -> child.pipeline().addLast(new Echo()))) {
            SocketChannel[] clients = new SocketChannel[100];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = SocketChannel.open(server.address());
                Pair.writeFully(clients[i], Payload.of(50 + i));
            }
            for (int i = 0; i < clients.length; i++) {
                assertArrayEquals(Payload.of(50 + i), Pair.readFully(clients[i], 50 + i));
                clients[i].close();
            }
        }
        assertNoRebuild();
    }

    @Test
    void keepsItsSelectedKeySet() throws Exception {
        try (NettyServer server = new NettyServer(child -> child.pipeline().addLast(new Echo()))) {
            assertNotNull(server.ofEventLoop("selectedKeys"));
            assertEquals(
                    "io.netty.channel.nio.SelectedSelectionKeySetSelector",
                    server.ofEventLoop("selector").getClass().getName());
        }
    }

    @Test
    void doesNotRebuildItsSelectorOverManyPieces() throws Exception {
        try (NettyServer server = new NettyServer(child -> child.pipeline().addLast(new Echo()));
                SocketChannel client = SocketChannel.open(server.address())) {
            Object selector = server.ofEventLoop("unwrappedSelector");
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            Background<Integer> sender = Background.run(() -> {
                for (int i = 0; i < 3; i++) {
                    byte[] record = Payload.of(600, i);
                    sent.writeBytes(record);
                    for (byte b : record) {
                        Pair.writeFully(client, new byte[] {b});
                        LockSupport.parkNanos(50_000);
                    }
                }
                return 0;
            });
            byte[] read = Pair.readFully(client, 1_800);
            sender.result();
            assertArrayEquals(sent.toByteArray(), read);
            assertSame(selector, server.ofEventLoop("unwrappedSelector"));
        }
        assertNoRebuild();
    }

    @Test
    void decodesByLengthField() throws Exception {
        int count = UNFRAMED ? 3 : 200;
        List<byte[]> frames = new CopyOnWriteArrayList<>();
        try (NettyServer server = new NettyServer(child -> child.pipeline()
                        .addLast(
                                new LengthFieldBasedFrameDecoder(10 << 20, 0, 4),
                                new SimpleChannelInboundHandler<ByteBuf>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
                                        byte[] bytes = new byte[frame.readableBytes()];
                                        frame.readBytes(bytes);
                                        frames.add(bytes);
                                        context.writeAndFlush(Unpooled.wrappedBuffer(bytes, 0, 4));
                                    }
                                }));
                SocketChannel client = SocketChannel.open(server.address())) {
            // Else the second piece of each record waits for the delayed acknowledgement of the first.
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            for (int i = 0; i < count; i++) {
                byte[] record = framed(10 + i * 37, i);
                for (int at = 0; at < record.length; at += 100) {
                    Pair.writeFully(
                            client, java.util.Arrays.copyOfRange(record, at, Math.min(at + 100, record.length)));
                }
                Pair.readFully(client, 4);
                assertArrayEquals(record, frames.get(i));
            }
        }
        assertNoRebuild();
    }

    @Test
    void servesHttp() throws Exception {
        try (NettyServer server = new NettyServer(child ->
                child.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(10 << 20), new HttpEcho()))) {
            HttpClient client = HttpClient.newHttpClient();
            URI uri = URI.create(
                    "http://127.0.0.1:" + ((java.net.InetSocketAddress) server.address()).getPort() + "/echo");
            for (int i = 0; i < (UNFRAMED ? 3 : 5); i++) {
                byte[] body = Payload.of(10 + i * 5_000);
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .version(HttpClient.Version.HTTP_1_1)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                assertEquals(200, response.statusCode());
                assertArrayEquals(body, response.body());
            }
        }
        assertNoRebuild();
    }

    /** Framed by length whatever framing is in force: Netty decodes it. */
    private static byte[] framed(int length, long seed) {
        byte[] record = Payload.of(length, seed);
        java.nio.ByteBuffer.wrap(record).putInt(length - 4);
        return record;
    }

    private static void assertNoRebuild() {
        assertTrue(WARNINGS.stream().noneMatch(text -> text.contains("rebuild")), WARNINGS::toString);
        assertEquals(List.of(), WARNINGS);
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    private static final class HttpEcho extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    request.content().retain());
            HttpUtil.setContentLength(response, response.content().readableBytes());
            context.writeAndFlush(response);
        }
    }
}
