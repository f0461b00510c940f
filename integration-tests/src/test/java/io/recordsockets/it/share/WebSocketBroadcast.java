package io.recordsockets.it.share;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.recordsockets.it.contract.Background;
import jakarta.servlet.ServletContextEvent;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsContextListener;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large WebSocket messages to many, by the servers that applications embed. */
public class WebSocketBroadcast {
    private static final int CLIENTS = 9;
    private static final int MESSAGES = 12;

    @TempDir
    Path folder;

    /** Sends one message after the other to one client, and never waits. */
    private interface Sending {
        void send(ByteBuffer message, Runnable done);
    }

    private static final BlockingQueue<Sending> JOINED = new LinkedBlockingQueue<>();

    /** The messages for one client, one at a time as the servers want it. */
    private static final class Line {
        private final Sending sending;
        private final List<ByteBuffer> queue = new ArrayList<>();
        private boolean busy;

        Line(Sending sending) {
            this.sending = sending;
        }

        synchronized void send(ByteBuffer message) {
            queue.add(message);
            next();
        }

        private synchronized void next() {
            if (!busy && !queue.isEmpty()) {
                busy = true;
                sending.send(queue.remove(0), this::done);
            }
        }

        private synchronized void done() {
            busy = false;
            next();
        }
    }

    private static void broadcast(int port) throws Exception {
        Random random = new Random(port);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(Kind.random(random, 50_000 + random.nextInt(300_000)));
        }
        List<WebSocketClient> clients = new ArrayList<>();
        List<Background<Integer>> readers = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                WebSocketClient client = new WebSocketClient(port, "/ws", Receiver.Pace.values()[i % 3], messages);
                clients.add(client);
                readers.add(Background.run(client));
                lines.add(new Line(JOINED.poll(10, TimeUnit.SECONDS)));
            }
            Sharing.ofAtLeast(500_000, () -> {
                for (byte[] message : messages) {
                    ByteBuffer buffer = ByteBuffer.wrap(message);
                    lines.forEach(line -> line.send(buffer.duplicate()));
                    Sharing.sleep(5);
                }
                clients.forEach(WebSocketClient::readAtOnce);
                for (Background<Integer> reader : readers) {
                    assertEquals(MESSAGES, reader.result());
                }
            });
        } finally {
            for (WebSocketClient client : clients) {
                client.close();
            }
        }
    }

    /** An endpoint of Jetty. */
    public static final class JettyEndpoint extends Session.Listener.AbstractAutoDemanding {
        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            JOINED.add((message, done) -> session.sendBinary(message, Callback.from(done, failure -> failed(failure))));
        }
    }

    private static void failed(Throwable failure) {
        Logger.getLogger("websocket").log(Level.INFO, "a send has failed", failure);
    }

    @Test
    void jettySendsLargeMessages() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 2);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setAutoFragment(false);
            container.setMaxFrameSize(10 << 20);
            container.addMapping("/ws", (request, response, callback) -> new JettyEndpoint());
        }));
        server.start();
        try {
            broadcast(connector.getLocalPort());
        } finally {
            server.stop();
        }
    }

    /** An endpoint of Tomcat. */
    public static final class TomcatEndpoint extends Endpoint {
        @Override
        public void onOpen(jakarta.websocket.Session session, EndpointConfig config) {
            JOINED.add((message, done) -> session.getAsyncRemote().sendBinary(message, result -> done.run()));
        }
    }

    /** Tells Tomcat of the endpoint. */
    public static final class TomcatEndpoints extends WsContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            super.contextInitialized(event);
            ServerContainer container =
                    (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
            try {
                container.addEndpoint(ServerEndpointConfig.Builder.create(TomcatEndpoint.class, "/ws")
                        .build());
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void tomcatSendsLargeMessages() throws Exception {
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        context.addApplicationListener(TomcatEndpoints.class.getName());
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        tomcat.start();
        try {
            broadcast(tomcat.getConnector().getLocalPort());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
