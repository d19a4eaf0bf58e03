package dev.waymark.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// As much of S3 as a store of archives asks of it, in a process of its own: put with
/// `If-None-Match: *` and a checked SHA-256, get, delete, list, restore. Refuses what it does not
/// know, so that nothing is taken for granted. Prints its port, and ends when its standard input
/// does.
///
/// A key that ends with `.asleep` is in an archive class from its birth, and awake after the second
/// request to restore it.
public final class S3StandIn {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] body, String checksum, String storageClass) {}

    private final ConcurrentNavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> wakings = new ConcurrentSkipListMap<>();

    private S3StandIn() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var standIn = new S3StandIn();
        server.createContext("/", standIn::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println(server.getAddress().getPort());
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            String path = call.getRequestURI().getPath();
            int slash = path.indexOf('/', 1);
            String key = slash < 0 ? "" : path.substring(slash + 1);
            String query = call.getRequestURI().getRawQuery() == null
                    ? ""
                    : call.getRequestURI().getRawQuery();
            if (!header(call, "Authorization").startsWith("AWS4-HMAC-SHA256 Credential=test/")) {
                refuse(call, 403, "AccessDenied");
            } else if (call.getRequestMethod().equals("POST") && query.equals("restore")) {
                wake(call, key);
            } else if (call.getRequestMethod().equals("GET") && key.isEmpty()) {
                list(call, query);
            } else if (key.isEmpty() || !(query.isEmpty() || query.startsWith("x-id="))) {
                refuse(call, 501, "NotImplemented");
            } else {
                object(call, key);
            }
        }
    }

    private void object(HttpExchange call, String key) throws IOException {
        switch (call.getRequestMethod()) {
            case "PUT" -> put(call, key);
            case "GET" -> get(call, key);
            case "DELETE" -> {
                objects.remove(key);
                call.sendResponseHeaders(204, -1);
            }
            default -> refuse(call, 405, "MethodNotAllowed");
        }
    }

    private void put(HttpExchange call, String key) throws IOException {
        byte[] body = body(call);
        String checksum = header(call, "x-amz-checksum-sha256");
        if (!checksum.equals(sha256(body))) {
            refuse(call, 400, "BadDigest");
            return;
        }
        if (!header(call, "If-None-Match").equals("*")) {
            refuse(call, 501, "NotImplemented");
            return;
        }
        var stored = new Stored(body, checksum, header(call, "x-amz-storage-class"));
        if (objects.putIfAbsent(key, stored) != null) {
            refuse(call, 412, "PreconditionFailed");
            return;
        }
        call.getResponseHeaders().set("ETag", "\"x\"");
        call.sendResponseHeaders(200, -1);
    }

    /// What was sent, out of the chunks in which the SDK signs it.
    private static byte[] body(HttpExchange call) throws IOException {
        byte[] sent = call.getRequestBody().readAllBytes();
        if (!header(call, "Content-Encoding").equals("aws-chunked")) {
            return sent;
        }
        var body = new ByteArrayOutputStream();
        int at = 0;
        while (at < sent.length) {
            int end = at;
            while (sent[end] != '\r') {
                end++;
            }
            String size = new String(sent, at, end - at, StandardCharsets.US_ASCII).split(";", 2)[0];
            int length = Integer.parseInt(size, 16);
            body.write(sent, end + 2, length);
            at = end + 2 + length + 2;
        }
        return body.toByteArray();
    }

    private void get(HttpExchange call, String key) throws IOException {
        Stored stored = objects.get(key);
        if (stored == null) {
            refuse(call, 404, "NoSuchKey");
            return;
        }
        if (key.endsWith(".asleep") && wakings.getOrDefault(key, 0) < 2) {
            refuse(call, 403, "InvalidObjectState");
            return;
        }
        call.getResponseHeaders().set("x-amz-checksum-sha256", stored.checksum());
        call.getResponseHeaders().set("x-amz-storage-class", stored.storageClass());
        send(call, 200, stored.body());
    }

    private void wake(HttpExchange call, String key) throws IOException {
        if (wakings.merge(key, 1, Integer::sum) > 1) {
            refuse(call, 409, "RestoreAlreadyInProgress");
            return;
        }
        call.sendResponseHeaders(202, -1);
    }

    private void list(HttpExchange call, String query) throws IOException {
        String prefix = "";
        for (String parameter : query.split("&", -1)) {
            if (parameter.startsWith("prefix=")) {
                prefix = URLDecoder.decode(parameter.substring("prefix=".length()), StandardCharsets.UTF_8);
            }
        }
        var xml = new StringBuilder("<ListBucketResult><IsTruncated>false</IsTruncated>");
        for (String key : objects.tailMap(prefix, true).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            xml.append("<Contents><Key>").append(key).append("</Key></Contents>");
        }
        send(call, 200, xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpExchange call, int status, String code) throws IOException {
        call.getResponseHeaders().set("Content-Type", "application/xml");
        send(
                call,
                status,
                "<Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(code, code)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            call.getResponseBody().write(body);
        }
    }

    private static String header(HttpExchange call, String name) {
        String value = call.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
