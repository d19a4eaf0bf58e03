package dev.waymark.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between a client and PostgreSQL and counts how often the client waits for the server: each Sync, Query and
/// Flush message (PostgreSQL documentation, "Message Formats") asks for an answer, and nothing else does once a session
/// has begun.
final class WireCounter implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private final ServerSocket socket;
    private final String host;
    private final int port;
    private final String database;
    private final AtomicLong roundTrips = new AtomicLong();

    private WireCounter(ServerSocket socket, URI server) {
        this.socket = socket;
        this.host = server.getHost();
        this.port = server.getPort() < 0 ? 5432 : server.getPort();
        this.database = server.getPath();
    }

    /// Listens on the loopback interface until closed.
    static WireCounter before(String jdbcUrl) throws IOException {
        var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var counter = new WireCounter(socket, URI.create(jdbcUrl.substring("jdbc:".length())));
        Thread.ofVirtual().start(counter::listen);
        return counter;
    }

    /// The same database, through this.
    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + database;
    }

    /// How often a client has waited so far.
    long roundTrips() {
        return roundTrips.get();
    }

    private void listen() {
        try {
            while (true) {
                Socket client = socket.accept();
                Socket server = new Socket(host, port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> session(client, server));
            }
        } catch (IOException closed) {
            // closing the listening socket ends this thread; that is how it is meant to end
            return;
        }
    }

    private void session(Socket client, Socket server) {
        try (client;
                server) {
            var from = new DataInputStream(client.getInputStream());
            OutputStream to = server.getOutputStream();
            InputStream answers = server.getInputStream();
            OutputStream back = client.getOutputStream();
            while (isEncryptionRequest(startup(from, to))) {
                back.write(answers.read());
                back.flush();
            }
            Thread.ofVirtual().start(() -> copy(answers, back));
            messages(from, to);
        } catch (IOException ended) {
            // a session ends by either side closing its socket; whoever measures sees a failed call of its own
            return;
        }
    }

    /// Passes on a message without a type and answers the number that it begins with.
    private static int startup(DataInputStream from, OutputStream to) throws IOException {
        int length = from.readInt();
        byte[] message = new byte[length - 4];
        from.readFully(message);
        to.write(bytes(length));
        to.write(message);
        to.flush();
        return ByteBuffer.wrap(message).getInt();
    }

    private static boolean isEncryptionRequest(int code) {
        return code == SSL_REQUEST || code == GSS_REQUEST;
    }

    private void messages(DataInputStream from, OutputStream to) throws IOException {
        for (int type = from.read(); type >= 0; type = from.read()) {
            int length = from.readInt();
            byte[] message = new byte[length - 4];
            from.readFully(message);
            if (type == 'S' || type == 'Q' || type == 'H') {
                roundTrips.incrementAndGet();
            }
            to.write(type);
            to.write(bytes(length));
            to.write(message);
            to.flush();
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException ended) {
            // as above: the other direction ends with it
            return;
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
