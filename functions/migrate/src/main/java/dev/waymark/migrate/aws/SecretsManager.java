package dev.waymark.migrate.aws;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// AWS Secrets Manager, in the region and with the role that the function runs in.
final class SecretsManager implements Secrets {
    @Override
    public String read(String id) {
        // Opened per call: a deploy asks twice.
        try (SecretsManagerClient client = SecretsManagerClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return client.getSecretValue(request -> request.secretId(id)).secretString();
        }
    }
}
