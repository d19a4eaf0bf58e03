package dev.waymark.aws;

import dev.waymark.archive.ObjectAsleepException;
import dev.waymark.archive.ObjectKey;
import dev.waymark.archive.ObjectStore;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tier;

/// Objects in an S3 bucket, below a prefix. S3 checks the SHA-256 of what it takes, and refuses a
/// key that is taken.
///
/// @see <a
///     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional
///     writes</a>
final class S3Store implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(S3Store.class);
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    /// How long an object that was brought up from an archive class of S3 can be read.
    private static final int DAYS_AWAKE = 3;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;

    S3Store(S3Client s3, String bucket, String prefix) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + '/';
    }

    /// In the region and with the role that the function runs in.
    ///
    /// @param place `<bucket>` or `<bucket>/<prefix>`
    static S3Store at(String place) {
        String[] parts = place.split("/", 2);
        S3Client s3 = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(AwsCredentialsProviderChain.of(
                        EnvironmentVariableCredentialsProvider.create(),
                        ContainerCredentialsProvider.builder().build()))
                .build();
        return new S3Store(s3, parts[0], parts.length == 1 ? "" : parts[1]);
    }

    @Override
    public boolean put(String key, byte[] object) {
        String checksum = Base64.getEncoder().encodeToString(Digest.of(object).bytes());
        return asked("write", key, () -> {
            try {
                s3.putObject(
                        put -> put.bucket(bucket)
                                .key(prefix + ObjectKey.checked(key))
                                .ifNoneMatch("*")
                                .checksumSHA256(checksum)
                                // read back once, and hardly ever after
                                .storageClass(StorageClass.STANDARD_IA)
                                .contentType("application/zstd"),
                        RequestBody.fromBytes(object));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == PRECONDITION_FAILED) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public Optional<byte[]> get(String key) {
        return asked("read", key, () -> {
            try {
                return Optional.of(s3.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + ObjectKey.checked(key)))
                        .asByteArrayUnsafe());
            } catch (NoSuchKeyException absent) {
                return Optional.empty();
            } catch (InvalidObjectStateException asleep) {
                wake(key);
                throw new ObjectAsleepException(key);
            }
        });
    }

    private void wake(String key) {
        try {
            s3.restoreObject(restore -> restore.bucket(bucket)
                    .key(prefix + key)
                    .restoreRequest(how -> how.days(DAYS_AWAKE).glacierJobParameters(job -> job.tier(Tier.STANDARD))));
        } catch (S3Exception e) {
            // it is being brought up already
            if (e.statusCode() != CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public void delete(String key) {
        asked(
                "delete",
                key,
                () -> s3.deleteObject(delete -> delete.bucket(bucket).key(prefix + ObjectKey.checked(key))));
    }

    @Override
    public List<String> list(String folder) {
        return asked(
                "list",
                folder,
                () -> s3
                        .listObjectsV2(list -> list.bucket(bucket).prefix(prefix + ObjectKey.checked(folder) + '/'))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .map(key -> key.substring(prefix.length()))
                        .toList());
    }

    private <T> T asked(String what, String key, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException e) {
            LOG.error("cannot {} {}", what, key, e);
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE, "the store of archives cannot " + what + " now; try again");
        }
    }
}
